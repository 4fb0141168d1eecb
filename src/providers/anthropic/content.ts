import type {
  DocumentBlockParam,
  ImageBlockParam,
  TextBlockParam,
} from '@anthropic-ai/sdk/resources/messages';
import { invalid } from '../../core/failure.ts';
import { mediaIn } from '../../core/media.ts';
import { documentBlock, type LooseFile } from './documents.ts';

/** A part as it may really come: the types promise more than a caller keeps. */
interface LoosePart {
  type?: string;
  text?: unknown;
  refusal?: unknown;
  image_url?: { url?: unknown; detail?: string };
  file?: LooseFile;
}

/** What a user may say, and a tool give back. */
export type ContentBlock = TextBlockParam | ImageBlockParam | DocumentBlockParam;

type Warn = (message: string) => void;
type Read = (part: LoosePart, at: string, warn: Warn) => ContentBlock[];

const readers: Readonly<Record<string, Read>> = {
  text: (part, at) => textBlock(part.text, at),
  refusal: (part, at) => textBlock(part.refusal, at),
  image_url: (part, at, warn) => [imageBlock(part, at, warn)],
  file: (part, at) => [documentBlock(part.file, at)],
};

/** A message's text, images and files as blocks. Throws a `Failure` that names the part which Anthropic cannot be sent. */
export function contentBlocks(content: unknown, at: string, warn: Warn): ContentBlock[] {
  if (typeof content === 'string') return textBlock(content, at);
  if (!Array.isArray(content)) throw invalid(at, 'content is missing: give it a string or a list of parts');
  return content.flatMap((part: LoosePart | null, index) => {
    const place = `${at}.content[${index}]`;
    const read = readers[part?.type ?? ''];
    if (!read) throw invalid(place, `a part of type ${part?.type} cannot be sent to Anthropic`);
    // What a part holds has the name of its type; the rest is for OpenAI, such as a breakpoint of its prompt cache.
    for (const field of Object.keys(part!))
      if (field !== 'type' && field !== part?.type) warn(`${place}.${field}: Anthropic has none`);
    return read(part!, place, warn);
  });
}

/** The same where OpenAI allows nothing but text: instructions and assistant turns. */
export function textBlocks(content: unknown, at: string, warn: Warn): TextBlockParam[] {
  return contentBlocks(content, at, warn).map((block) => {
    if (block.type !== 'text') throw invalid(at, 'only text can be sent here; put images in a user message');
    return block;
  });
}

/** Blank text is left out: Anthropic rejects a block without a visible character, OpenAI does not mind. */
function textBlock(text: unknown, at: string): TextBlockParam[] {
  if (typeof text !== 'string') throw invalid(at, 'the text is missing');
  return text.trim() === '' ? [] : [{ type: 'text', text }];
}

const IMAGE = /^image\/(jpeg|png|gif|webp)$/;

type MediaType = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp';

function imageBlock({ image_url }: LoosePart, at: string, warn: Warn): ImageBlockParam {
  const url = image_url?.url;
  if (typeof url !== 'string') throw invalid(at, 'image_url.url is missing');
  if (image_url?.detail && image_url.detail !== 'auto') warn(`${at}.image_url.detail: Anthropic has none`);
  // An http address is fetched by Anthropic, never by us.
  if (/^https?:/i.test(url)) return { type: 'image', source: { type: 'url', url } };
  const { type, data } = mediaIn(url) ?? {};
  if (!type || !data || !IMAGE.test(type)) {
    throw invalid(
      at,
      'Anthropic takes images as http addresses or base64 data: URLs of jpeg, png, gif or webp',
    );
  }
  return { type: 'image', source: { type: 'base64', media_type: type as MediaType, data } };
}
