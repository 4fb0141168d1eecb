/** OpenAI's words for an effort in the words of a vendor. A word that is missing cannot be said there. */
type Efforts = Readonly<Record<string, string>>;

/** What is special about a vendor that speaks OpenAI's wire. Data, so that a new vendor is a new line. */
export interface Vendor {
  /** Where its API is, without a slash at the end. A part in braces has to be given. */
  baseURL: string;
  /** The usual variable of its key; undefined where it takes none. */
  keyVariable: string | undefined;
  /** OpenAI itself, of whose models more is known. */
  own?: true;
  /** It may run without a key: none is asked for. */
  keyOptional?: true;
  /** The header that carries its key, bare. Default: `authorization`, as a bearer's. */
  keyHeader?: 'api-key';
  /** The variable that moves its address, where one is usual. */
  urlVariable?: string;
  /** Names of models of its own begin with its name, such as `groq/compound`. */
  ownPrefix?: true;
  /** Tokens that its models hold, by their names; the first that fits. */
  windows?: readonly (readonly [models: RegExp, tokens: number])[];
  /** The name of the token limit on its wire. */
  limitField: 'max_completion_tokens' | 'max_tokens';
  /** Whether it knows the role `developer`; where not, it is sent as `system`. */
  developer: boolean;
  /** Fields of the request that it rejects, or takes and does not heed. */
  rejects?: readonly string[];
  /** Fields that have another name on its wire. */
  renames?: Readonly<Record<string, string>>;
  /** Fields that it needs from some of its models, by the model's name. */
  adds?: readonly (readonly [models: RegExp, fields: Readonly<Record<string, unknown>>])[];
  /** Which efforts it takes, the first line that fits; a model without a line takes none. Default: all of them. */
  efforts?: readonly (readonly [models: RegExp, efforts: Efforts])[];
  /** What it is told in place of the effort `none`. */
  unthinking?: Readonly<Record<string, unknown>>;
  /** While it thinks it cannot be made to call a tool: it is told not to think then. */
  thinksFreely?: true;
  /** What it takes for `tool_choice`. Default: all that OpenAI does. */
  toolChoice?: 'word or name' | 'word';
  /** The one form of JSON answers that it knows. Default: both. */
  onlyFormat?: 'json_object' | 'json_schema';
  /** Fields that it takes in a message beside role and content. Default: any. */
  messageFields?: readonly string[];
  /** Fields that it demands in each assistant message, with what they are where nobody has written them. */
  assistantFields?: Readonly<Record<string, string>>;
  /** It takes text in one piece only. */
  onePiece?: true;
  /** The ids of tool calls that it takes. Default: any. */
  toolIds?: RegExp;
  /** It takes an assistant message at the end only with the word that its answer carries it on. */
  prefix?: true;
}
