import { type Complaints, isObject } from '../kit/rules.ts';
import { configRules } from './config.ts';
import { invalid } from './errors.ts';
import { fieldRules } from './fields.ts';
import { formatRules } from './format.ts';
import { mediaRules } from './media.ts';
import type { Content, GeminiRequest } from './request.ts';
import { toolRules } from './tools.ts';
import { turnRules } from './turns.ts';

/** What Gemini rejects with a 400, in its own words. */
export function* complaints(body: GeminiRequest, model: string): Complaints {
  yield* fieldRules(body);
  if (!Array.isArray(body.contents) || body.contents.length === 0) {
    yield invalid('* GenerateContentRequest.contents: contents is not specified\n');
  }
  for (const [index, content] of body.contents.entries()) {
    if (content.role !== undefined && content.role !== 'user' && content.role !== 'model') {
      yield invalid('Please use a valid role: user, model.');
    }
    yield* partRules(content, `contents[${index}]`, model);
  }
  if (body.systemInstruction) yield* partRules(body.systemInstruction, 'system_instruction', model);
  yield* toolRules(body);
  yield* configRules(body.generationConfig ?? {}, model);
  yield* formatRules(body, model);
  yield* turnRules(body.contents, model);
}

const payloads = [
  'text',
  'inlineData',
  'fileData',
  'functionCall',
  'functionResponse',
  'executableCode',
  'codeExecutionResult',
];

function* partRules({ parts }: Content, at: string, model: string): Complaints {
  if (!Array.isArray(parts) || parts.length === 0) {
    yield invalid(`* GenerateContentRequest.${at}.parts: contents.parts must not be empty.\n`);
  }
  for (const [index, part] of parts.entries()) {
    const here = `${at}.parts[${index}]`;
    if (payloads.filter((field) => field in part).length !== 1) {
      yield invalid(
        `* GenerateContentRequest.${here}.data: required oneof field 'data' must have one initialized field\n`,
      );
    }
    yield* mediaRules(part, here, model);
    const { functionCall: call, functionResponse: result } = part;
    if (call?.args !== undefined && !isObject(call.args))
      yield notAStruct(`${here}.function_call.args`, call.args);
    if (call && !call.name) yield nameless(`${here}.function_call`);
    if (result && !result.name) yield nameless(`${here}.function_response`);
    if (result && !isObject(result.response))
      yield notAStruct(`${here}.function_response.response`, result.response);
  }
}

const nameless = (at: string) => invalid(`* GenerateContentRequest.${at}.name: Name cannot be empty.\n`);

const notAStruct = (at: string, value: unknown) =>
  invalid(`Invalid value at '${at}' (type.googleapis.com/google.protobuf.Struct), ${JSON.stringify(value)}`);
