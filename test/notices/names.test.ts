import { expect, test } from 'vitest';
import { nameOf, statusPageOf } from '../../src/notices/names.ts';

const providers = [
  'openai',
  'anthropic',
  'google',
  'mistral',
  'azure',
  'deepseek',
  'groq',
  'openrouter',
  'together',
  'xai',
  'lmstudio',
  'ollama',
  'vllm',
];

test('vendors are called as people call them', () => {
  expect(providers.map((provider) => nameOf(provider, 'any'))).toEqual([
    'ChatGPT',
    'Claude',
    'Gemini',
    'Mistral',
    'Azure OpenAI',
    'DeepSeek',
    'Groq',
    'OpenRouter',
    'Together AI',
    'Grok',
    'LM Studio',
    'Ollama',
    'vLLM',
  ]);
});

test('a name given by hand may be spelt in another way', () => {
  expect(['LM-Studio', 'lm_studio', 'Groq', 'xAI'].map((name) => nameOf(name, 'any'))).toEqual([
    'LM Studio',
    'LM Studio',
    'Groq',
    'Grok',
  ]);
});

test('any other keeps its own name', () => {
  expect(['my-gateway', 'constructor', '__proto__', ''].map((name) => nameOf(name, 'any'))).toEqual([
    'my-gateway',
    'constructor',
    '__proto__',
    '',
  ]);
});

test('a function has the name that was made for people, and none where it only has one for the code', () => {
  const people = ['Georgette', 'our support team', 'L’accueil'];
  const code = ['function', 'askTheDesk', 'template', 'ask_desk', 'bound askTheDesk', 'bound Georgette', ''];
  expect(people.map((name) => nameOf('custom', name))).toEqual(people);
  expect(code.map((name) => nameOf('custom', name))).toEqual(code.map(() => ''));
});

test('a status page is one of a public service, without a slash that a reader would have to copy', () => {
  const pages = providers.map((provider) => statusPageOf(provider, ''));
  expect(pages.slice(0, 10).every((page) => /^https:\/\/[a-z.]+(\/status)?$/.test(page ?? ''))).toBe(true);
  expect(pages.slice(10)).toEqual([undefined, undefined, undefined]);
  expect(['custom', 'my-gateway', 'constructor'].map((name) => statusPageOf(name, ''))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test.each([
  ['openai', 'https://api.openai.com/v1', 'https://status.openai.com'],
  ['openai', 'https://eu.api.openai.com/v1', 'https://status.openai.com'],
  ['openai', 'https://gateway.example/v1', undefined],
  ['openai', 'https://notopenai.com/v1', undefined],
  ['anthropic', 'http://127.0.0.1:4000', undefined],
  ['ollama', 'http://127.0.0.1:11434/v1', undefined],
])('%s at %s: the page is %s, for it says nothing of a gateway', (provider, endpoint, page) => {
  expect(statusPageOf(provider, endpoint)).toBe(page);
});
