import { invalid } from '../../core/failure.ts';
import type { Part } from './wire.ts';

export type Warn = (message: string) => void;

/** A part as it may really come: the types promise more than a caller keeps. */
interface LoosePart {
  type?: string;
  text?: unknown;
  refusal?: unknown;
  image_url?: { url?: unknown; detail?: string };
  input_audio?: { data?: unknown; format?: string };
  file?: { file_data?: unknown };
}

type Read = (part: LoosePart, at: string, warn: Warn) => Part[];

const readers: Readonly<Record<string, Read>> = {
  text: ({ text }, at) => textPart(text, at),
  refusal: ({ refusal }, at) => textPart(refusal, at),
  image_url: ({ image_url }, at, warn) => {
    if (image_url?.detail && image_url.detail !== 'auto') warn(`${at}.image_url.detail: Gemini has none`);
    return [inlineData(image_url?.url, `${at}.image_url.url`)];
  },
  input_audio: ({ input_audio }, at) => {
    const { data, format } = input_audio ?? {};
    if (typeof data !== 'string' || !format) throw invalid(at, 'input_audio needs data and a format');
    return [{ inlineData: { mimeType: `audio/${format}`, data } }];
  },
  file: ({ file }, at) => [inlineData(file?.file_data, `${at}.file.file_data`)],
};

/** What a message says, as Gemini's parts. Throws a `Failure` for a part that Gemini cannot be sent. */
export function contentParts(content: unknown, at: string, warn: Warn): Part[] {
  if (typeof content === 'string') return textPart(content, at);
  if (!Array.isArray(content)) throw invalid(at, 'content is missing: give it a string or a list of parts');
  return content.flatMap((part: LoosePart | null, index) => {
    const place = `${at}.content[${index}]`;
    const read = readers[part?.type ?? ''];
    if (!read) throw invalid(place, `a part of type ${part?.type} cannot be sent to Gemini`);
    return read(part!, place, warn);
  });
}

/** The same where nothing but text may stand: system messages, assistant turns, results of tools. */
export function textParts(content: unknown, at: string, warn: Warn): { text: string }[] {
  return contentParts(content, at, warn).map(({ text }) => {
    if (text === undefined) throw invalid(at, 'only text can be sent here; put the rest in a user message');
    return { text };
  });
}

/** Empty text is left out: Gemini rejects a part without a value, OpenAI does not mind. */
function textPart(text: unknown, at: string): Part[] {
  if (typeof text !== 'string') throw invalid(at, 'the text is missing');
  return text === '' ? [] : [{ text }];
}

const DATA_URL = /^data:([^;,]+)[^,]*;base64,(.+)$/s;

/** Only what travels with the request: an address is not fetched by us, and Gemini takes few of them itself. */
function inlineData(url: unknown, at: string): Part {
  const [, mimeType, data] = (typeof url === 'string' && DATA_URL.exec(url)) || [];
  if (!mimeType || !data) throw invalid(at, 'Gemini takes this as a base64 data: URL only');
  return { inlineData: { mimeType, data } };
}
