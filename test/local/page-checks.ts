import type { Page } from 'playwright-core';

const PHONE = { width: 360, height: 740 };

/** What is wrong with a page for people who read it on a phone, in the dark, or with a screen reader; nothing if it is fine. */
export async function problemsOf(page: Page): Promise<string[]> {
  const size = page.viewportSize();
  await page.setViewportSize(PHONE);
  const problems = [...(await read(page, OVERFLOWS)), ...(await read(page, STRUCTURE))];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    problems.push(...(await read(page, CONTRASTS)).map((problem) => `${colorScheme}: ${problem}`));
  }
  if (size) await page.setViewportSize(size);
  return problems;
}

const read = (page: Page, script: string) => page.evaluate(`(() => { ${script} })()`) as Promise<string[]>;

/** The page must not be wider than the screen. */
const OVERFLOWS = `
  const width = document.documentElement.scrollWidth;
  if (width <= innerWidth) return [];
  const wide = [...document.querySelectorAll('body *')].filter((each) => each.getBoundingClientRect().right > innerWidth);
  return [width + ' pixels wide: ' + wide.map(({ localName, className }) => localName + '.' + className).slice(0, 5)];`;

/** Fields have labels, headings follow each other, and ids are unique. */
const STRUCTURE = `
  const fields = [...document.querySelectorAll('input:not([type=hidden]), textarea')].filter(({ labels }) => !labels.length);
  const levels = [...document.querySelectorAll('h1, h2, h3, h4')].map(({ localName }) => Number(localName[1]));
  const jumps = levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1);
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  return [
    ...fields.map(({ name }) => 'no label: ' + name),
    ...jumps.map((level) => 'a heading of level ' + level + ' without one above'),
    ...(levels.filter((level) => level === 1).length === 1 ? [] : ['not one heading of level 1']),
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => 'id twice: ' + id),
    ...[...document.querySelectorAll('textarea')].filter(() => document.querySelector('meta[http-equiv=refresh]')).map(() => 'refreshes'),
  ];`;

/** The contrast of each text with what is behind it is at least 4.5, as WCAG 2.2 asks for (AA). */
const CONTRASTS = `
  const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((value, index) => value * (a / 255) + below[index] * (1 - a / 255));
  const behind = (element) => element === null ? [255, 255, 255]
    : over(rgba(getComputedStyle(element).backgroundColor), behind(element.parentElement));
  const luminance = (color) => {
    const [r, g, b] = color.map((value) => value / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || element.closest('svg')) continue;
    const back = behind(element);
    const [dark, bright] = [luminance(back), luminance(over(rgba(getComputedStyle(element).color), back))].sort((a, b) => a - b);
    const contrast = (bright + 0.05) / (dark + 0.05);
    if (contrast < 4.5) found.add(element.localName + '.' + element.className + ' has a contrast of ' + contrast.toFixed(1));
  }
  return [...found];`;
