import { type Complaints, isObject, words } from '../kit/rules.ts';
import { invalid } from './errors.ts';
import { takesJson, takesJsonBesideTools } from './models.ts';
import type { GeminiRequest } from './request.ts';

const keywords = words(`
  $id $defs $ref $anchor type format title description enum items prefixItems minItems maxItems minimum maximum anyOf
  oneOf properties additionalProperties required propertyOrdering`);

const at = '* GenerateContentRequest.generation_config.response_json_schema';

/**
 * JSON answers, and the schema that they are held to. Google's page says that not all of JSON Schema is heeded; here
 * what is not is a fault, so that nobody believes it was.
 */
export function* formatRules(
  { generationConfig = {}, tools = [] }: GeminiRequest,
  model: string,
): Complaints {
  const { responseMimeType, responseJsonSchema } = generationConfig;
  if (responseMimeType === 'application/json') {
    if (!takesJson(model)) yield invalid(`JSON mode is not enabled for models/${model}`);
    if (tools.some((tool) => tool.functionDeclarations?.length) && !takesJsonBesideTools(model)) {
      yield invalid("Function calling with a response mime type: 'application/json' is unsupported");
    }
  }
  if (responseJsonSchema !== undefined) yield* schemaRules(responseJsonSchema);
}

function* schemaRules(schema: unknown): Complaints {
  if (!isObject(schema)) {
    yield invalid(`${at}: schema must be an object\n`);
    return;
  }
  const strange = Object.keys(schema).filter((keyword) => !keywords.has(keyword));
  if (strange.length > 0) yield invalid(`${at}: ${strange.join(', ')} is not supported\n`);
  if ('$ref' in schema && Object.keys(schema).some((keyword) => !keyword.startsWith('$'))) {
    yield invalid(`${at}: $ref must stand alone\n`);
  }
  const { enum: choice, properties, required, prefixItems, anyOf, oneOf, $defs } = schema;
  if (list(choice).some((value) => typeof value !== 'string' && typeof value !== 'number')) {
    yield invalid(`${at}.enum: only strings and numbers are supported\n`);
  }
  const stranger = list(required).find(
    (name) => !(isObject(properties) && Object.hasOwn(properties, String(name))),
  );
  if (stranger !== undefined) yield invalid(`${at}.required: property is not defined: ${stranger}\n`);
  const inner = [
    ...list(prefixItems),
    ...list(anyOf),
    ...list(oneOf),
    schema.items,
    schema.additionalProperties,
  ];
  const maps = [properties, $defs].flatMap((map) => Object.values(Object(map)));
  for (const each of [...inner, ...maps])
    if (each !== undefined && typeof each !== 'boolean') yield* schemaRules(each);
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
