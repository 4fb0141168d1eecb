import type { DocumentBlockParam } from '@anthropic-ai/sdk/resources/messages';
import { invalid } from '../../core/failure.ts';
import { isText, mediaOf } from '../../core/media.ts';

/** A file part as it may really come. */
export interface LooseFile {
  file_data?: unknown;
  file_id?: unknown;
  filename?: unknown;
}

/**
 * A file as Anthropic's document: a PDF as it is, a text as its words. Throws a `Failure` for one that only OpenAI has,
 * and for any other type.
 */
export function documentBlock(file: LooseFile | undefined, at: string): DocumentBlockParam {
  if (file?.file_data == null && file?.file_id != null)
    throw invalid(`${at}.file.file_id`, 'only OpenAI has this file: send its content as file_data');
  const media = mediaOf(file);
  if (!media) throw invalid(`${at}.file.file_data`, 'Anthropic takes a file as a base64 data: URL');
  const { type, data } = media;
  const title = typeof file?.filename === 'string' && file.filename ? { title: file.filename } : {};
  if (type === 'application/pdf')
    return { type: 'document', source: { type: 'base64', media_type: type, data }, ...title };
  if (!isText(type))
    throw invalid(`${at}.file.file_data`, `Anthropic takes files of PDF and of text, none of ${type}`);
  const words = Buffer.from(data, 'base64').toString();
  return { type: 'document', source: { type: 'text', media_type: 'text/plain', data: words }, ...title };
}
