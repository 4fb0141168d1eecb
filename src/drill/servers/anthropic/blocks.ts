import { type Complaints, isObject, words } from '../kit/rules.ts';
import { invalid } from './errors.ts';
import type { Block } from './request.ts';

/** Which fields a block has, by its type; what stands nowhere here comes from the caller's imagination. */
const fields: Record<string, Set<string>> = {
  text: words('type text citations cache_control'),
  image: words('type source cache_control'),
  document: words('type source title context citations cache_control'),
  tool_use: words('type id name input cache_control caller'),
  tool_result: words('type tool_use_id content is_error cache_control'),
  thinking: words('type thinking signature'),
  redacted_thinking: words('type data'),
};

/** Blocks that only a role may hold. */
const ofAssistants = words('tool_use thinking redacted_thinking');
const ofUsers = words('image document tool_result');

export function* blockRules(block: Block, role: string, at: string): Complaints {
  const known = fields[block.type];
  if (!known) {
    yield invalid(
      `${at}: Input tag '${block.type}' found using 'type' does not match any of the expected tags`,
    );
  }
  const extra = Object.keys(block).find((field) => !known!.has(field));
  if (extra) yield invalid(`${at}.${block.type}.${extra}: Extra inputs are not permitted`);
  const misplaced = role === 'user' ? ofAssistants : ofUsers;
  if (misplaced.has(block.type))
    yield invalid(`messages: \`${block.type}\` blocks can not be in \`${role}\` messages`);
  if (block.type === 'tool_use') yield* callRules(block, `${at}.tool_use`);
  if (block.type === 'image' || block.type === 'document')
    yield* sourceRules(block, `${at}.${block.type}.source`);
  if (block.type !== 'tool_result') return;
  if (!block.tool_use_id) yield invalid(`${at}.tool_result.tool_use_id: Field required`);
  if (!Array.isArray(block.content)) return;
  for (const [place, inner] of block.content.entries()) {
    if (!['text', 'image', 'document'].includes(inner.type))
      yield invalid(`${at}.tool_result.content.${place}: Input tag '${inner.type}' is not expected`);
    yield* blockRules(inner, role, `${at}.tool_result.content.${place}`);
  }
}

function* callRules(block: Block, at: string): Complaints {
  if (!/^[a-zA-Z0-9_-]+$/.test(block.id ?? ''))
    yield invalid(`${at}.id: String should match pattern '^[a-zA-Z0-9_-]+$'`);
  if (!block.name) yield invalid(`${at}.name: Field required`);
  if (!isObject(block.input)) yield invalid(`${at}.input: Input should be a valid dictionary`);
}

const media: Record<string, Set<string>> = {
  image: words('image/jpeg image/png image/gif image/webp'),
  document: words('application/pdf'),
};

function* sourceRules({ type, source }: Block, at: string): Complaints {
  const { type: kind, media_type, data, url } = source ?? {};
  if (kind === 'base64') {
    if (!media[type]!.has(media_type ?? ''))
      yield invalid(`${at}.base64.media_type: Input should be '${[...media[type]!].join("', '")}'`);
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(data ?? '')) yield invalid(`${at}.base64: invalid base64 data`);
  } else if (kind === 'url') {
    if (!/^https?:/.test(url ?? '')) yield invalid(`${at}.url: Input should be a valid URL`);
  } else if (kind === 'text' && type === 'document') {
    if (media_type !== 'text/plain') yield invalid(`${at}.text.media_type: Input should be 'text/plain'`);
    if (!data) yield invalid(`${at}.text.data: Field required`);
  } else if (kind !== 'file')
    yield invalid(`${at}: Input tag '${kind}' does not match any of the expected tags`);
}
