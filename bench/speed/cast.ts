import type { Product } from './product.ts';

const files = ['openai-alone', 'understudy', 'ai-fallback', 'ai-retry', 'langchain', 'mastra', 'portkey'];

export interface Role {
  file: string;
  product: Product;
}

export interface Cast {
  roles: Role[];
  /** Who could not be loaded, and why. */
  missing: string[];
}

/** The measure first, ours second. */
export async function cast(only: (file: string) => boolean): Promise<Cast> {
  const roles: Role[] = [];
  const missing: string[] = [];
  for (const file of files.filter(only)) {
    try {
      const { product } = await import(`./products/${file}.ts`);
      roles.push({ file, product });
    } catch (error) {
      missing.push(`${file}: ${String(error).split('\n')[0]}`);
    }
  }
  return { roles, missing };
}
