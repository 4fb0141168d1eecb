import { type Complaints, isObject, words } from '../kit/rules.ts';
import { unknownField } from './errors.ts';
import type { GeminiRequest } from './request.ts';

const schema = words(`
  type format title description nullable enum maxItems minItems properties required minProperties maxProperties
  minLength maxLength pattern example anyOf propertyOrdering default items minimum maximum`);

/** Which fields an object has, by the place where it stands. */
const fields = {
  request: words(`
    model contents systemInstruction tools toolConfig generationConfig safetySettings cachedContent serviceTier
    continuationToken store`),
  content: words('role parts'),
  part: words(`
    text thought thoughtSignature inlineData fileData functionCall functionResponse executableCode
    codeExecutionResult videoMetadata mediaResolution partMetadata toolCall toolResponse`),
  call: words('id name args'),
  result: words('id name response parts willContinue scheduling'),
  inline: words('mimeType data'),
  file: words('fileUri mimeType'),
  tool: words(`
    functionDeclarations googleSearch googleSearchRetrieval codeExecution urlContext computerUse fileSearch
    googleMaps mcpServers`),
  declaration: words('name description parameters parametersJsonSchema response responseJsonSchema behavior'),
  toolConfig: words('functionCallingConfig retrievalConfig includeServerSideToolInvocations'),
  calling: words('mode allowedFunctionNames'),
  config: words(`
    temperature topP topK candidateCount maxOutputTokens stopSequences seed presencePenalty frequencyPenalty
    responseLogprobs logprobs responseMimeType responseSchema responseJsonSchema responseModalities thinkingConfig
    mediaResolution speechConfig imageConfig enableEnhancedCivicAnswers`),
  thinking: words('includeThoughts thinkingBudget thinkingLevel'),
};

/** The parser's complaints: they come before any other, and name the place in snake_case. */
export function* fieldRules(body: GeminiRequest): Complaints {
  yield* known(body, fields.request, '');
  yield* contentRules(body.systemInstruction, 'system_instruction');
  for (const [index, content] of list(body.contents)) yield* contentRules(content, `contents[${index}]`);
  for (const [index, tool] of list(body.tools)) {
    yield* known(tool, fields.tool, `tools[${index}]`);
    for (const [place, declaration] of list(isObject(tool) ? tool.functionDeclarations : [])) {
      const at = `tools[${index}].function_declarations[${place}]`;
      yield* known(declaration, fields.declaration, at);
      if (isObject(declaration)) yield* schemaRules(declaration.parameters, `${at}.parameters`);
    }
  }
  yield* known(body.toolConfig, fields.toolConfig, 'tool_config');
  yield* known(body.toolConfig?.functionCallingConfig, fields.calling, 'tool_config.function_calling_config');
  yield* known(body.generationConfig, fields.config, 'generation_config');
  yield* known(body.generationConfig?.thinkingConfig, fields.thinking, 'generation_config.thinking_config');
  yield* schemaRules(body.generationConfig?.responseSchema, 'generation_config.response_schema');
}

const list = (value: unknown): [number, unknown][] => (Array.isArray(value) ? [...value.entries()] : []);

function* known(value: unknown, names: Set<string>, at: string): Complaints {
  if (!isObject(value)) return;
  for (const field of Object.keys(value)) if (!names.has(field)) yield unknownField(field, at);
}

function* contentRules(content: unknown, at: string): Complaints {
  yield* known(content, fields.content, at);
  for (const [index, part] of list(isObject(content) ? content.parts : [])) {
    const here = `${at}.parts[${index}]`;
    yield* known(part, fields.part, here);
    if (!isObject(part)) continue;
    yield* known(part.functionCall, fields.call, `${here}.function_call`);
    yield* known(part.functionResponse, fields.result, `${here}.function_response`);
    yield* known(part.inlineData, fields.inline, `${here}.inline_data`);
    yield* known(part.fileData, fields.file, `${here}.file_data`);
  }
}

/** `parameters` and `responseSchema` are a subset of OpenAPI, not JSON Schema: `additionalProperties` ends here. */
function* schemaRules(value: unknown, at: string): Complaints {
  if (!isObject(value)) return;
  yield* known(value, schema, at);
  for (const [name, inner] of Object.entries(isObject(value.properties) ? value.properties : {})) {
    yield* schemaRules(inner, `${at}.properties[${name}]`);
  }
  yield* schemaRules(value.items, `${at}.items`);
  for (const [index, inner] of list(value.anyOf)) yield* schemaRules(inner, `${at}.any_of[${index}]`);
}
