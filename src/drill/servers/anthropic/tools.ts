import { type Complaints, words } from '../kit/rules.ts';
import { invalid } from './errors.ts';
import { takesForcedTool } from './models.ts';
import type { AnthropicRequest } from './request.ts';

const choices = words('auto any tool none');

export const forces = (choice: AnthropicRequest['tool_choice']): boolean =>
  choice?.type === 'any' || choice?.type === 'tool';

export function* toolRules({ model, tools, tool_choice: choice }: AnthropicRequest): Complaints {
  if (choice && !choices.has(choice.type)) {
    yield invalid(
      `tool_choice: Input tag '${choice.type}' found using 'type' does not match any of the expected tags: 'auto', 'any', 'tool', 'none'`,
    );
  }
  if (choice && !tools?.length) yield invalid('tool_choice may only be specified while providing tools');
  if (forces(choice) && !takesForcedTool(model)) {
    yield invalid('tool_choice: type "tool" and "any" are not supported for this model.');
  }
  for (const [index, tool] of (tools ?? []).entries()) {
    if (tool.type && tool.type !== 'custom') continue;
    const at = `tools.${index}.custom`;
    if (!/^[a-zA-Z0-9_-]{1,128}$/.test(tool.name ?? '')) {
      yield invalid(`${at}.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`);
    }
    if (!tool.input_schema) yield invalid(`${at}.input_schema: Field required`);
    if (tool.input_schema?.type !== 'object')
      yield invalid(`${at}.input_schema.type: Input should be 'object'`);
  }
  const names = (tools ?? []).map((tool) => tool.name);
  if (new Set(names).size < names.length) yield invalid('tools: Tool names must be unique.');
  if (choice?.type === 'tool' && !names.includes(choice.name ?? '')) {
    yield invalid(`Tool '${choice.name}' not found in provided tools`);
  }
}
