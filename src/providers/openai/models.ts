import type { Effort, ModelTraits } from '../../core/traits.ts';

/** What a family of OpenAI's models takes on chat completions; a request that ignores it is answered with a 400. */
export interface OwnTraits extends ModelTraits {
  /** It thinks: its limit is `max_completion_tokens`, and it takes sampling, if at all, only where it need not think. */
  thinks: boolean;
  /** The effort that it has where none is asked for. */
  usualEffort: Effort | undefined;
  /** Function tools: always, only with the effort `none`, or on the Responses API alone. */
  tools: 'always' | 'unthinking' | 'never';
  /** `stop`. */
  stops: boolean;
}

const untilXhigh: readonly Effort[] = ['none', 'low', 'medium', 'high', 'xhigh'];

/** What GPT-5.6 and most of GPT-6 take. */
const newest: OwnTraits = {
  window: 1_050_000,
  maxTokens: 128_000,
  sampling: true,
  efforts: [...untilXhigh, 'max'],
  forcedTools: true,
  schemas: true,
  thinks: true,
  usualEffort: 'medium',
  tools: 'unthinking',
  stops: true,
};
/** What came later: it thinks, most likely; how much it holds and what it refuses is its own to say. */
const later: OwnTraits = {
  ...newest,
  window: Number.POSITIVE_INFINITY,
  maxTokens: Number.POSITIVE_INFINITY,
  tools: 'always',
};
const astra: OwnTraits = {
  ...newest,
  sampling: false,
  efforts: ['low', 'medium', 'high', 'xhigh', 'max'],
  tools: 'never',
};
const generation52: OwnTraits = {
  ...newest,
  window: 400_000,
  efforts: untilXhigh,
  usualEffort: 'none',
  tools: 'always',
};
const generation5: OwnTraits = {
  ...generation52,
  sampling: false,
  efforts: ['minimal', 'low', 'medium', 'high'],
  usualEffort: 'medium',
};
const reasoning: OwnTraits = {
  ...generation5,
  window: 200_000,
  maxTokens: 100_000,
  efforts: ['low', 'medium', 'high'],
  stops: false,
};
const generation4: OwnTraits = {
  ...newest,
  window: 128_000,
  maxTokens: 16_384,
  efforts: [],
  thinks: false,
  usualEffort: undefined,
  tools: 'always',
};

/**
 * As of 23 November 2026: openai 7.57's list of models; of developers.openai.com the model pages, the reasoning guide and
 * the deprecations. The first family that fits.
 */
const families: readonly (readonly [RegExp, OwnTraits])[] = [
  [/gpt-4\.1/, { ...generation4, window: 1_047_576, maxTokens: 32_768 }],
  [/gpt-(3\.5|4)/, generation4],
  [/(^|[/:])o\d/, reasoning],
  [/gpt-5-chat/, generation4],
  [/gpt-5\.1/, { ...generation52, efforts: ['none', 'low', 'medium', 'high'] }],
  [/gpt-5\.[2-5](?!.*(mini|nano))/, { ...generation52, window: 1_050_000 }],
  [/gpt-5\.[2-5]/, generation52],
  [/gpt-5(?!\.)/, generation5],
  // Of these the reports differ: they are asked.
  [/gpt-6\.2/, { ...astra, tools: 'always' }],
  [/gpt-6-astra|gpt-6\.1-sol/, astra],
  [/gpt-(5\.6|6-sol|6-luna|6\.1-terra)/, newest],
];

/** Another name at an address of its own may be anybody's model. */
const OWN = /gpt-(?!oss)|(^|[/:])o\d/;

/** The traits of a model of OpenAI's, by its name; of a fine-tuned one (`ft:gpt-4.1:…`) those of its base. */
export function ownTraits(model: string, traits: Partial<ModelTraits> = {}): Partial<OwnTraits> {
  if (!OWN.test(model)) return traits;
  return { ...(families.find(([family]) => family.test(model))?.[1] ?? later), ...traits };
}
