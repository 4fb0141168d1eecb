import { invalid } from '../../core/failure.ts';
import { mediaIn, mediaOf, typeByName } from '../../core/media.ts';
import type { Part } from './wire.ts';

export type Warn = (message: string) => void;

/** Before 2.5: a model that fetches no address and holds no call to its schema (ai.google.dev, "File input methods"). */
export function isOlder(model: string): boolean {
  return /(^|\/)(gemini-(1|2\.0)|gemma)/.test(model);
}

/** What the parts of a request depend on. */
export interface Room {
  model: string;
  /** The third generation and later: calls need a thought signature. */
  signed: boolean;
  warn: Warn;
}

/** A part as it may really come: the types promise more than a caller keeps. */
interface LoosePart {
  type?: string;
  text?: unknown;
  refusal?: unknown;
  image_url?: { url?: unknown; detail?: string };
  input_audio?: { data?: unknown; format?: string };
  file?: { file_data?: unknown; file_id?: unknown; filename?: unknown };
}

type Read = (part: LoosePart, at: string, room: Room) => Part[];

const readers: Readonly<Record<string, Read>> = {
  text: ({ text }, at) => textPart(text, at),
  refusal: ({ refusal }, at) => textPart(refusal, at),
  image_url: ({ image_url }, at, room) => {
    const { url, detail } = image_url ?? {};
    if (detail && detail !== 'auto') room.warn(`${at}.image_url.detail: Gemini has none`);
    if (typeof url === 'string' && /^https?:/i.test(url)) return [fileData(url, at, room)];
    return [inlineData(mediaIn(url), `${at}.image_url.url`)];
  },
  input_audio: ({ input_audio }, at) => {
    const { data, format } = input_audio ?? {};
    if (typeof data !== 'string' || !format) throw invalid(at, 'input_audio needs data and a format');
    return [{ inlineData: { mimeType: `audio/${format}`, data } }];
  },
  file: ({ file }, at, { warn }) => {
    if (file?.file_data == null && file?.file_id != null)
      throw invalid(`${at}.file.file_id`, 'only OpenAI has this file: send its content as file_data');
    if (file?.filename) warn(`${at}.file.filename: Gemini has none`);
    return [inlineData(mediaOf(file), `${at}.file.file_data`)];
  },
};

/** What a message says, as Gemini's parts. Throws a `Failure` for a part that Gemini cannot be sent. */
export function contentParts(content: unknown, at: string, room: Room): Part[] {
  if (typeof content === 'string') return textPart(content, at);
  if (!Array.isArray(content)) throw invalid(at, 'content is missing: give it a string or a list of parts');
  return content.flatMap((part: LoosePart | null, index) => {
    const place = `${at}.content[${index}]`;
    const read = readers[part?.type ?? ''];
    if (!read) throw invalid(place, `a part of type ${part?.type} cannot be sent to Gemini`);
    // What a part holds has the name of its type; the rest is for OpenAI, such as a breakpoint of its prompt cache.
    for (const field of Object.keys(part!))
      if (field !== 'type' && field !== part?.type) room.warn(`${place}.${field}: Gemini has none`);
    return read(part!, place, room);
  });
}

/** The same where nothing but text may stand: instructions and assistant turns. */
export function textParts(content: unknown, at: string, room: Room): { text: string }[] {
  return contentParts(content, at, room).map(({ text }) => {
    if (text === undefined) throw invalid(at, 'only text can be sent here; put the rest in a user message');
    return { text };
  });
}

/** Empty text is left out: Gemini rejects a part without a value, OpenAI does not mind. */
function textPart(text: unknown, at: string): Part[] {
  if (typeof text !== 'string') throw invalid(at, 'the text is missing');
  return text === '' ? [] : [{ text }];
}

function inlineData(media: { type: string; data: string } | undefined, at: string): Part {
  if (!media) throw invalid(at, 'Gemini takes this as a base64 data: URL only');
  return { inlineData: { mimeType: media.type, data: media.data } };
}

/**
 * An address, which Gemini fetches: never do we. It wants to know the type beforehand; where the address does not tell,
 * it is taken for the usual one.
 */
function fileData(url: string, at: string, { model }: Room): Part {
  if (!/^https:/i.test(url) || isOlder(model))
    throw invalid(`${at}.image_url.url`, 'this model takes a picture as a base64 data: URL only');
  const mimeType = typeByName(URL.parse(url)?.pathname) ?? 'image/jpeg';
  return { fileData: { fileUri: url, mimeType } };
}
