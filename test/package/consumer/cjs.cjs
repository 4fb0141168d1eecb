const OpenAI = require('openai');
const { anthropic, served, Understudy } = require('llm-understudy');
const { startAnthropic, startOpenAI } = require('llm-understudy/drill');
const { play } = require('./scene.cjs');

play({ OpenAI, Understudy, anthropic, served, startOpenAI, startAnthropic });
