import type { Complaints } from '../kit/rules.ts';
import { invalid } from './errors.ts';
import type { GeminiRequest } from './request.ts';

const modes = ['MODE_UNSPECIFIED', 'AUTO', 'ANY', 'NONE', 'VALIDATED'];

export function* toolRules({ tools = [], toolConfig }: GeminiRequest): Complaints {
  const declarations = tools.flatMap((tool) => tool.functionDeclarations ?? []);
  const names = declarations.map(({ name }) => name);
  for (const [index, { name, parameters, parametersJsonSchema }] of declarations.entries()) {
    const at = `* GenerateContentRequest.tools[0].function_declarations[${index}]`;
    if (!/^[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}$/.test(name ?? '')) {
      yield invalid(
        `${at}.name: Invalid function name. Must start with a letter or an underscore. Must be alphameric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:), or dashes (-), with a maximum length of 128.\n`,
      );
    }
    if (parameters && parametersJsonSchema) {
      yield invalid(`${at}: parameters and parameters_json_schema must not be set both.\n`);
    }
    if (names.indexOf(name) !== index) yield invalid(`Duplicate function declaration found: ${name}`);
  }
  const { mode = 'AUTO', allowedFunctionNames: allowed = [] } = toolConfig?.functionCallingConfig ?? {};
  if (!modes.includes(mode)) {
    yield invalid(
      `Invalid value at 'tool_config.function_calling_config.mode' (type.googleapis.com/google.ai.generativelanguage.v1beta.FunctionCallingConfig.Mode), "${mode}"`,
    );
  }
  if (mode === 'ANY' && names.length === 0) {
    yield invalid('Function calling config is set without function_declarations.');
  }
  if (allowed.length > 0 && mode !== 'ANY' && mode !== 'VALIDATED') {
    yield invalid(
      'Allowed function names should only be set when function calling mode is ANY or VALIDATED.',
    );
  }
  const stranger = allowed.find((name) => !names.includes(name));
  if (stranger) yield invalid(`Allowed function name ${stranger} is not among the function declarations.`);
}
