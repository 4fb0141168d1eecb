import type { Complaints } from '../kit/rules.ts';
import { invalid } from './errors.ts';
import type { OpenAIRequest } from './request.ts';
import { nameRules } from './strings.ts';

export function* toolRules({ tools, tool_choice, parallel_tool_calls }: OpenAIRequest): Complaints {
  if (!tools) {
    if (tool_choice != null)
      yield invalid(
        "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.",
        'tool_choice',
      );
    if (parallel_tool_calls != null)
      yield invalid(
        "Invalid value for 'parallel_tool_calls': 'parallel_tool_calls' is only allowed when 'tools' are specified.",
        'parallel_tool_calls',
      );
    return;
  }
  if (tools.length === 0) {
    yield invalid(
      "Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array instead.",
      'tools',
      'empty_array',
    );
  }
  for (const [index, tool] of tools.entries()) {
    const kind = tool.type === 'custom' ? 'custom' : 'function';
    const at = `tools[${index}].${kind}.name`;
    const name = tool[kind]?.name;
    if (!name) yield invalid(`Missing required parameter: '${at}'.`, at, 'missing_required_parameter');
    else yield* nameRules(at, name);
  }
}
