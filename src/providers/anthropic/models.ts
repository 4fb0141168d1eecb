/** How much thought a model can be asked for, least first. */
export type Effort = 'low' | 'medium' | 'high' | 'xhigh' | 'max';

/** What a family of models takes; a request that ignores it is answered with a 400. */
export interface ModelFacts {
  /** `temperature` and `top_p`. */
  sampling: boolean;
  /** `tool_choice` of type `any` or `tool`. */
  forcedTools: boolean;
  /** `thinking: { type: 'disabled' }`. */
  thinkingOff: boolean;
  /** Values of `output_config.effort`; empty where the model knows no effort. */
  efforts: readonly Effort[];
  /** Sent as `max_tokens`, which Anthropic requires, where the caller sets no limit. */
  defaultTokens: number;
  /** The largest `max_tokens`. */
  mostTokens: number;
}

const ALL: readonly Effort[] = ['low', 'medium', 'high', 'xhigh', 'max'];

/** What holds for Sonnet 5.5 and Opus 5.5, and what a model that is not listed is taken for. */
const newest: ModelFacts = {
  sampling: false,
  forcedTools: false,
  thinkingOff: false,
  efforts: ALL,
  defaultTokens: 8_192,
  mostTokens: 128_000,
};

const generation4: ModelFacts = {
  sampling: true,
  forcedTools: true,
  thinkingOff: true,
  efforts: [],
  defaultTokens: 8_192,
  mostTokens: 64_000,
};

const generation46: ModelFacts = {
  ...generation4,
  efforts: ['low', 'medium', 'high', 'max'],
  mostTokens: 128_000,
};
const generation47: ModelFacts = { ...newest, forcedTools: true, thinkingOff: true };

/**
 * As of 23 November 2026: @anthropic-ai/sdk 1.12's list of models, Anthropic's model overview, effort page and
 * migration guide. Families that agree with `newest` are not listed.
 */
const families: Readonly<Record<string, ModelFacts>> = {
  'claude-opus-4-1': { ...generation4, mostTokens: 32_000 },
  'claude-haiku-4-5': generation4,
  'claude-sonnet-4-5': generation4,
  'claude-opus-4-5': { ...generation4, efforts: ['low', 'medium', 'high'] },
  'claude-opus-4-6': generation46,
  'claude-sonnet-4-6': generation46,
  'claude-opus-4-7': generation47,
  'claude-opus-4-8': generation47,
  'claude-opus-5': generation47,
  'claude-sonnet-5': generation47,
  'claude-haiku-5-5': generation47,
  'claude-fable-5': { ...newest, forcedTools: true },
};

/** The facts of a model; a snapshot (`-20251001`, `@20251001`, `-latest`) has those of its family. */
export function factsOf(model: string): ModelFacts {
  return families[model.replace(/[-@](\d{8}|latest)$/, '')] ?? newest;
}
