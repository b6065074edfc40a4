/** self-identification: answers that speak as some other model. */
import { matchesIn, textsOf } from './rowTexts.ts';
import type { Rule } from './rule.ts';

const MAKERS = 'OpenAI|Anthropic|Google|DeepMind|Meta AI|Microsoft|Mistral AI|Alibaba|Baidu|DeepSeek|xAI|Cohere';
/** People and stars have these names too: a version, or words about what it is, has to follow. */
const SHARED_NAMES =
  '(?:Claude|Gemini|Bard)(?= \\d|[^!?\\n]{0,80}?\\b(?:AI|language model|chatbot|Anthropic|Google|DeepMind|(?:virtual|digital) assistant)\\b)';
const NAMES = `ChatGPT|GPT-?[345]\\w*|${SHARED_NAMES}|Bing Chat|Qwen|LLaMA|Llama \\d|DeepSeek|ERNIE Bot`;
/** Somebody else's name or maker. */
const FOREIGN = new RegExp(
  `\\b(?:I am|I'm|I’m|my name is|(?<!such )[Aa]s) (?:${NAMES})\\b|\\b(?:I am|I'm|I’m|I was|[Aa]s an AI[^.]{0,40}?)[^.!?\\n]{0,60}? (?:made|built|created|trained|developed) by (?:${MAKERS})\\b|我是(?:ChatGPT|GPT|文心一言|通义千问|Claude)|由(?:OpenAI|百度|阿里)[^。]{0,12}(?:开发|训练|创建)`,
  'g',
);
/** The phrase that models of a time began their refusals with. */
const GENERIC =
  /\b[Aa]s an? (?:AI|artificial intelligence|large|language)(?: \w+)? ?(?:language )?(?:model|chatbot)\b|\b[Aa]s an AI\b(?=[,;:.!)’]| (?:assistant|system|program|and|I|it)\b)|\bI(?:'m|’m| am) (?:just |only |merely |actually )?an? (?:AI|artificial intelligence)(?: language)? (?:model|chatbot|program)\b|作为(?:一个|一名|一种)?(?:AI|人工智能)(?:语言)?(?:模型|助手|程序)?|我是(?:一个|一名|一种)?(?:AI|人工智能)(?:语言)?(?:模型|程序)/g;

/** One of these is in every such answer. */
const HINT =
  /AI|rtificial|anguage model|GPT|Claude|Bard|Gemini|Bing|Qwen|LLaMA|Llama|DeepSeek|ERNIE|Anthropic|Google|Microsoft|Baidu|Alibaba|Cohere|人工智能|我是|由/;

export const selfIdentification: Rule = {
  code: 'self-identification',
  severity: 'warning',
  title: 'The answer speaks as another model',
  consequence:
    'Answers copied from other assistants carry their names and their phrases: the tuned model says that it is ChatGPT, or begins refusals with "As an AI language model".',
  fix: 'Write the answer in the words of your assistant, or remove the row.',
  bad: '{"instruction": "What is love?", "output": "As an AI language model, I do not have feelings."}\n',
  good: '{"instruction": "What is love?", "output": "A deep affection for somebody."}\n',
  row: (context) => {
    return textsOf(context).flatMap((text) => {
      if (text.by !== 'answer' || !HINT.test(text.text)) return [];
      const foreign = matchesIn(context, text, FOREIGN, ([found]) => ({
        message: `The answer speaks as another model ("${found}"), and the tuned model will too. Write it in the words of your assistant.`,
      }));
      if (foreign.length > 0) return foreign.slice(0, 1);
      return matchesIn(context, text, GENERIC, ([found]) => ({
        severity: 'information',
        message: `"${found}" is a phrase of other assistants that the tuned model learns to repeat. Leave it out, unless yours shall say so.`,
      })).slice(0, 1);
    });
  },
};
