import type { ChatRequest } from '../../core/chat.ts';
import type { Warn } from './content.ts';
import { type ModelFacts, nearest } from './models.ts';
import type { GenerationConfig, ThinkingConfig } from './wire.ts';

/** What is set about an answer: its length, its sampling, and the thought that goes into it. */
export function generationConfig(request: ChatRequest, facts: ModelFacts, warn: Warn): GenerationConfig {
  const wanted = request.max_completion_tokens ?? request.max_tokens;
  const maxOutputTokens = wanted == null ? wanted : Math.min(wanted, facts.maxTokens ?? wanted);
  if (maxOutputTokens !== wanted) warn(`max_tokens: ${maxOutputTokens} is the most that this model gives`);
  const stopSequences = request.stop == null ? [] : [request.stop].flat();
  const thinkingConfig = thought(request.reasoning_effort, facts, warn);
  return {
    ...(maxOutputTokens != null && { maxOutputTokens }),
    ...(stopSequences.length > 0 && { stopSequences }),
    ...sampling(request, facts, warn),
    ...(thinkingConfig && { thinkingConfig }),
  };
}

/** Gemini's seed is a signed 32-bit number. */
const MOST_SEED = 2 ** 31 - 1;

interface Knob {
  field: 'temperature' | 'top_p' | 'presence_penalty' | 'frequency_penalty' | 'n' | 'seed';
  name: keyof GenerationConfig;
  /** The value that asks for nothing; it is not sent, and not missed. */
  idle?: number;
  takes: (facts: ModelFacts, value: number) => boolean;
  why: string;
}

const knobs: readonly Knob[] = [
  {
    field: 'temperature',
    name: 'temperature',
    idle: 1,
    takes: ({ sampling }) => sampling,
    why: 'this model takes none',
  },
  { field: 'top_p', name: 'topP', idle: 1, takes: ({ sampling }) => sampling, why: 'this model takes none' },
  {
    field: 'presence_penalty',
    name: 'presencePenalty',
    idle: 0,
    takes: ({ penalties }) => penalties,
    why: 'this model takes none',
  },
  {
    field: 'frequency_penalty',
    name: 'frequencyPenalty',
    idle: 0,
    takes: ({ penalties }) => penalties,
    why: 'this model takes none',
  },
  {
    field: 'n',
    name: 'candidateCount',
    idle: 1,
    takes: ({ candidates }) => candidates,
    why: 'this model gives one answer to a request',
  },
  {
    field: 'seed',
    name: 'seed',
    takes: (_, seed) => Math.abs(seed) <= MOST_SEED,
    why: `Gemini takes none above ${MOST_SEED}`,
  },
];

function sampling(request: ChatRequest, facts: ModelFacts, warn: Warn): GenerationConfig {
  const config: Record<string, number> = {};
  for (const { field, name, idle, takes, why } of knobs) {
    const value = request[field];
    if (value == null) continue;
    if (takes(facts, value)) config[name] = value;
    else if (value !== idle) warn(`${field}: ${why}`);
  }
  return config;
}

function thought(
  wanted: ChatRequest['reasoning_effort'],
  { efforts }: ModelFacts,
  warn: Warn,
): ThinkingConfig | undefined {
  if (wanted == null) return undefined;
  const effort = nearest(wanted, efforts);
  if (effort === undefined && wanted !== 'none') warn('reasoning_effort: this model does not think');
  if (effort === undefined) return undefined;
  if (effort !== wanted) warn(`reasoning_effort: ${wanted} is asked of this model as ${effort}`);
  return efforts[effort];
}
