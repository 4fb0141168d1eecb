export const id = (prefix: string, serial: number): string =>
  `${prefix}01Drill${String(serial).padStart(6, '0')}`;

const budgets = { requests: 4000, tokens: 4_400_000, 'input-tokens': 4_000_000, 'output-tokens': 400_000 };

/** Each budget's limit, what is left of it, and when it is full again (RFC 3339). */
export function headers(serial: number): Record<string, string> {
  const reset = new Date(Date.now() + 1000).toISOString().replace(/\.\d+/, '');
  const limits = Object.entries(budgets).flatMap(([name, limit]) => [
    [`anthropic-ratelimit-${name}-limit`, `${limit}`],
    [`anthropic-ratelimit-${name}-remaining`, `${limit - 1}`],
    [`anthropic-ratelimit-${name}-reset`, reset],
  ]);
  return {
    'request-id': id('req_', serial),
    'anthropic-organization-id': '00000000-0000-4000-8000-00000000d111',
    'anthropic-workspace-id': 'wrkspc_01Drill',
    ...Object.fromEntries(limits),
  };
}
