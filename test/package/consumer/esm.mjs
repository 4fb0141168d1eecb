import assert from 'node:assert/strict';
import standard, { anthropic, served, Understudy } from 'llm-understudy';
import { startAnthropic, startOpenAI } from 'llm-understudy/drill';
import OpenAI from 'openai';
import { play } from './scene.cjs';

assert.equal(standard, Understudy);
await play({ OpenAI, Understudy, anthropic, served, startOpenAI, startAnthropic });
