import { expect, test } from 'vitest';
import { isText, mediaIn, mediaOf, typeByName } from '../../src/core/media.ts';

test.each([
  ['data:image/png;base64,AA==', { type: 'image/png', data: 'AA==' }],
  ['DATA:Image/JPG;Base64,AA==', { type: 'image/jpeg', data: 'AA==' }],
  ['data:text/plain;charset=utf-8;base64,AA==', { type: 'text/plain', data: 'AA==' }],
  ['data:text/plain,hello', undefined],
  ['data:image/png;base64,', undefined],
  ['https://example.com/a.png', undefined],
  [undefined, undefined],
])('%s', (url, media) => {
  expect(mediaIn(url)).toEqual(media);
});

test.each([
  [
    { file_data: 'data:application/pdf;base64,AA==', filename: 'a.txt' },
    { type: 'application/pdf', data: 'AA==' },
  ],
  [
    { file_data: 'AA==', filename: 'a.PDF' },
    { type: 'application/pdf', data: 'AA==' },
  ],
  [{ file_data: 'AA==' }, undefined],
  [{ file_data: 'not base64!', filename: 'a.pdf' }, undefined],
  [{ file_id: 'file-1' }, undefined],
  [undefined, undefined],
])('the file %j', (file, media) => {
  expect(mediaOf(file as Parameters<typeof mediaOf>[0])).toEqual(media);
});

test.each([
  ['/a/Cat.JPEG', 'image/jpeg'],
  ['/a.b/cat', undefined],
  ['cat.exe', undefined],
  ['.', undefined],
])('the name %s', (name, type) => {
  expect(typeByName(name)).toBe(type);
});

test.each([
  ['text/csv', true],
  ['application/json', true],
  ['application/ld+json', true],
  ['application/pdf', false],
  ['image/svg+xml', false],
])('%s is text: %s', (type, text) => {
  expect(isText(type)).toBe(text);
});
