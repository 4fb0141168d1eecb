/** The third generation and later: one candidate, signed calls, levels of thinking, and the user speaks last. */
export const isThird = (model: string): boolean => /^gemini-([3-9]|\d\d)/.test(model);

export const takesMinimal = (model: string): boolean => !/^gemini-(3\.8-flash|4)/.test(model);

export const takesBudget = (model: string): boolean => !/^gemini-4/.test(model);

export const takesPenalty = (model: string): boolean => !/^gemini-2\.5/.test(model);

export const takesJson = (model: string): boolean => !model.startsWith('gemma');

export const takesJsonBesideTools = (model: string): boolean => !/^gemini-[12]/.test(model);
