import { type Complaints, words } from '../kit/rules.ts';
import { invalid } from './errors.ts';
import { isThird } from './models.ts';
import type { GeminiPart } from './request.ts';

/** Pictures, sounds and files: bytes that come along, or an address that Google fetches. */
export function* mediaRules(part: GeminiPart, at: string, model: string): Complaints {
  const { inlineData, fileData, functionResponse: result } = part;
  if (inlineData && !inlineData.mimeType)
    yield invalid(`* GenerateContentRequest.${at}.inline_data: mime_type is required.\n`);
  if (inlineData && !/^[A-Za-z0-9+/]+={0,2}$/.test(inlineData.data ?? ''))
    yield invalid(`Invalid value at '${at}.inline_data.data' (TYPE_BYTES), Base64 decoding failed`);
  if (fileData && (!/^https:/.test(fileData.fileUri ?? '') || isOlder(model)))
    yield invalid('Invalid or unsupported file uri.');
  if (fileData && !fetched.has(fileData.mimeType ?? ''))
    yield invalid(`Unsupported MIME type: ${fileData.mimeType}`);
  if (result?.parts && !isThird(model))
    yield invalid('Multimodal function responses are not supported for this model.');
  for (const [index, inner] of (result?.parts ?? []).entries())
    yield* mediaRules(inner, `${at}.function_response.parts[${index}]`, model);
}

const isOlder = (model: string): boolean => /^gemini-(1|2\.0)/.test(model);

const fetched = words(`
  image/png image/jpeg image/webp image/gif image/bmp application/pdf application/json text/html text/css
  text/plain text/xml text/csv`);
