/**
 * Everything that goes wrong with a vendor, as data. "Token" below is one piece of what the model
 * generates: a word of text or thinking, a piece of a tool call's arguments.
 */
export type Fault = StatusFault | HtmlFault | ConnectionFault | AnswerFault | WireFault;

/** An HTTP error with the body and the headers that this vendor sends with it. */
export type StatusFault = {
  kind: 'status';
  status: number;
  /** OpenAI's and Anthropic's `error.type`; Gemini's `error.status`. The status code's usual one if absent. */
  type?: string | null;
  /** OpenAI's `error.code`; Anthropic's `details.error_code`; the `reason` of Gemini's ErrorInfo. */
  code?: string | number | null;
  message?: string;
  /** OpenAI only: the argument that it complains about. */
  param?: string | null;
  /** Gemini only: `error.details`, after what `code` and `retryAfter` put there. */
  details?: object[];
  /** The header as it stands; for Gemini, which has no such header, the seconds of a RetryInfo. */
  retryAfter?: number | string;
  headers?: Record<string, string>;
  /** Instead of the vendor's body: text as it stands, anything else as JSON. */
  body?: unknown;
};

/** A page by whoever stands before the vendor (nginx, a CDN), without any of the vendor's headers. */
export type HtmlFault = { kind: 'html'; status: number };

/** The vendor as a machine on the network. Such a fault never looks at the request. */
export type ConnectionFault =
  /** The connection is reset before the first byte. */
  | { kind: 'reset' }
  /** Accepts the request and never says a word. */
  | { kind: 'silence' };

/** The wire is in order, the answer is not. */
export type AnswerFault =
  /** Complete, and says nothing. */
  | { kind: 'empty' }
  /** Stopped by the content filter, after `afterTokens` (0): with none, Gemini blocks the prompt itself. */
  | { kind: 'blocked'; afterTokens?: number }
  /** A proper end of the HTTP body after so many words of text, with no finish and no terminator. */
  | { kind: 'clean-end'; afterTokens: number };

/** The answer is in order, its way to the reader is not. */
export type WireFault =
  /** `200`, the headers, then nothing. */
  | { kind: 'silence-after-headers' }
  /** What comes before the first token comes at once; the token itself, or a plain answer, after `ms`. */
  | { kind: 'slow-first-token'; ms: number }
  /** The socket dies after so many tokens (0: after the headers); a plain answer dies half-way. */
  | { kind: 'cut'; afterTokens: number }
  /** Finished in words, but without `[DONE]` or `message_stop`. Gemini never has one: nothing changes. */
  | { kind: 'no-terminator' }
  /** Goes quiet after so many tokens; with `ms`, the socket dies then. */
  | { kind: 'stall'; afterTokens: number; ms?: number }
  /** Comments (Anthropic: pings; plain: blank lines) every `ms` (1000) for ever, and no content. */
  | { kind: 'keep-alive-only'; ms?: number }
  /** The event number `atEvent`, from 1, holds half of its JSON; the rest is fine. Plain: as truncated-json. */
  | { kind: 'broken-json'; atEvent: number }
  /** A plain body that stops in the middle, its content-length right; a stream whose last token's line does. */
  | { kind: 'truncated-json' }
  /**
   * An error inside a 200, after so many tokens (0: the first event), in this vendor's words for
   * "overloaded" unless `payload` says it differently. Plain: the whole body.
   */
  | { kind: 'error-event'; afterTokens: number; payload?: object }
  /**
   * No fault but a hard test: the healthy bytes, `size` at a time, so that characters and lines come apart;
   * with `crlf` line ends and `comments` between the events if asked.
   */
  | { kind: 'chunked-bytes'; size: number; crlf?: boolean; comments?: boolean; pauses?: boolean };
