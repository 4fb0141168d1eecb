import type { Chunk } from '../../src/core/chat.ts';

/** What a caller gets of a provider's chunks: usage only where it was asked for, which every chunk then tells of. */
export function handedOn(chunks: Chunk[]): Chunk[] {
  const asked = chunks[0] && 'usage' in chunks[0];
  return asked ? chunks : chunks.filter(({ choices }) => choices.length > 0);
}
