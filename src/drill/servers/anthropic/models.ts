/** What single models reject, whatever the version of the API. */

/** Only the 4.5 generation still continues an assistant turn that the caller began. */
export const takesPrefill = (model: string): boolean => /^claude-[a-z]+-4-5(-|$)/.test(model);

export const takesSampling = (model: string): boolean => !/^claude-[a-z]+-(4-[78]|5)(-|$)/.test(model);

export const takesForcedTool = (model: string): boolean =>
  !/^claude-((opus|sonnet)-5-5|fable-5-[12])/.test(model);

export const takesThinkingBudget = (model: string): boolean => !/^claude-([a-z]+-5-5|fable-5)/.test(model);

export const takesThinkingOff = (model: string): boolean =>
  !/^claude-((opus|sonnet)-5-5|fable-5)/.test(model);

/** Thinking off and effort above high contradict each other. */
export const takesEffortUnthinking = (model: string): boolean =>
  !/^claude-(opus-5(?!-5)|haiku-5-5)/.test(model);

export const mostTokens = (model: string): number => (/-4-5(-|$)/.test(model) ? 64_000 : 128_000);

/** Answers under a schema, since the 4.5 generation. */
export const takesFormat = (model: string): boolean => !/^claude-(3|(opus|sonnet)-4(-[01]|-2|$))/.test(model);
