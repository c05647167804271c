import type { Browser } from 'playwright-core';
import { Dashboards } from '../../../../local/aws/cloudwatch/dashboards/dashboards.ts';
import type { DashboardSource } from '../../../../local/aws/cloudwatch/dashboards/source.ts';
import { type Simulator, startSimulator } from '../../../../local/simulator/index.ts';
import { describeInBrowser, launchBrowser } from '../../browser.ts';

jest.setTimeout(30_000);

describeInBrowser('dashboards in a real browser', () => {
  let simulator: Simulator;
  let browser: Browser;

  beforeAll(async () => {
    simulator = await startSimulator();
    browser = await launchBrowser();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await simulator?.close();
  });

  test('a dashboard has its style, and its columns become one on a narrow screen', async () => {
    const page = await browser.newPage();
    const widget = (x: number, title: string) => ({
      type: 'metric',
      x,
      width: 12,
      properties: { title, metrics: [['N', 'M']], period: 300 },
    });
    const alarm = { type: 'alarm', y: 6, width: 24, properties: { title: 'Alarms', alarms: ['arn'] } };
    const source: DashboardSource = {
      dashboards: async () => ['git-sync'],
      dashboard: async () => JSON.stringify({ widgets: [widget(0, 'Behind'), widget(12, 'Why'), alarm] }),
      metrics: async () => [20, 15, 10].map((minutes) => [{ time: Date.now() - minutes * 60_000, value: minutes }]),
      alarms: async () => [{ name: 'a', state: 'ALARM', description: 'blocked', reason: '1 >= 1', since: 0 }],
      log: async () => [],
    };
    simulator.sections.push(new Dashboards(source));
    await page.goto(simulator.url);
    await page.getByRole('link', { name: 'git-sync' }).click();
    const boxOf = async (name: string) => (await page.getByRole('region', { name }).boundingBox()) ?? { x: -1, y: -1 };
    await page.setViewportSize({ width: 1280, height: 800 });
    const [behind, why] = [await boxOf('Behind'), await boxOf('Why')];
    expect([why.x > behind.x, why.y === behind.y, (await boxOf('Alarms')).y > why.y]).toEqual([true, true, true]);
    expect(await page.getByRole('img', { name: 'Behind: M 20' }).isVisible()).toBe(true);
    const colour = "getComputedStyle(document.querySelector('path.line0')).stroke";
    expect(await page.evaluate(colour)).toBe('rgb(31, 119, 180)');

    await page.setViewportSize({ width: 320, height: 600 });
    expect((await boxOf('Why')).y).toBeGreaterThan((await boxOf('Behind')).y);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    await page.getByRole('link', { name: '3 hours' }).click();
    expect(new URL(page.url()).search).toBe('?minutes=180');
  });
});
