import { Dashboards } from '../../../../local/aws/cloudwatch/dashboards/dashboards.ts';
import { type LogEvent, readQuery } from '../../../../local/aws/cloudwatch/dashboards/log-query.ts';
import { readMetrics } from '../../../../local/aws/cloudwatch/dashboards/metric-queries.ts';
import type {
  AlarmState,
  DashboardSource,
  DataPoint,
  MetricQuery,
} from '../../../../local/aws/cloudwatch/dashboards/source.ts';
import { type Simulator, startSimulator } from '../../../../local/simulator/index.ts';

const MINUTE = 60_000;

/** A CloudWatch with what a test puts into it. */
class Source implements DashboardSource {
  bodies: Record<string, object> = {};
  points: DataPoint[] = [];
  states: AlarmState[] = [];
  events: LogEvent[] = [];
  asked: MetricQuery[] = [];
  range = 0;

  dashboards = async () => Object.keys(this.bodies);
  dashboard = async (name: string) => this.bodies[name] && JSON.stringify(this.bodies[name]);
  alarms = async (arns: readonly string[]) => this.states.filter(({ name }) => arns.includes(`arn:${name}`));
  log = async () => this.events;
  metrics = async (queries: readonly MetricQuery[], { from, to }: { from: number; to: number }) => {
    this.asked.push(...queries);
    this.range = (to - from) / MINUTE;
    return queries.map(() => this.points);
  };
}

let simulator: Simulator;
let source: Source;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());
beforeEach(() => {
  source = new Source();
  simulator.sections.splice(0, 1, new Dashboards(source));
});

async function get(path: string) {
  const response = await fetch(simulator.url + path);
  return { status: response.status, text: await response.text() };
}

/** The page of a dashboard with these widgets. */
async function drawn(...widgets: object[]): Promise<string> {
  source.bodies = { 'git sync': { widgets } };
  const { status, text } = await get('/cloudwatch/dashboards/git%20sync');
  expect(status).toBe(200);
  expect(text).not.toMatch(/<script|<link|<img|<iframe|url\(|@import|\son\w+=|\sstyle=/i);
  return text;
}
const metric = (properties: object) => ({ type: 'metric', properties: { metrics: [['N', 'M']], ...properties } });
const last = (minutes: number) => Date.now() - minutes * MINUTE;

test('the overview and the page of dashboards list the dashboards', async () => {
  source.bodies = { 'git sync': { widgets: [] } };
  for (const path of ['/', '/cloudwatch/dashboards']) {
    expect((await get(path)).text).toContain('<a href="/cloudwatch/dashboards/git%20sync">git sync</a>');
  }
});

test('without dashboards the overview does not mention any', async () => {
  expect((await get('/')).text).not.toContain('<h2><a href="/cloudwatch/dashboards">');
  expect((await get('/cloudwatch/dashboards')).text).toContain('There are none.');
});

test('the page of a dashboard that does not exist is 404', async () => {
  const { status, text } = await get('/cloudwatch/dashboards/other');
  expect([status, text]).toEqual([404, expect.stringContaining('there is no dashboard other')]);
});

describe('a graph', () => {
  test('has a line through the points of each metric, and its latest value in the legend', async () => {
    source.points = [30, 25, 20].map((minutes, index) => ({ time: last(minutes), value: index + 1 }));
    const page = await drawn(metric({ title: 'Behind', period: 300, metrics: [['N', 'M', { label: 'stacks' }]] }));
    expect(page).toContain('aria-label="Behind: stacks 3"');
    expect(page).toContain('stacks: <b>3</b>');
    expect(page.match(/<path class="line0" d="M[\d.]+ [\d.]+L[\d.]+ [\d.]+L[\d.]+ [\d.]+"/)).not.toBeNull();
    expect(page.match(/<circle/g)).toHaveLength(3);
  });

  test('has a gap where a point is missing', async () => {
    source.points = [30, 20].map((minutes) => ({ time: last(minutes), value: 1 }));
    expect(await drawn(metric({ period: 300 }))).toMatch(/d="M[\d.]+ [\d.]+M[\d.]+ [\d.]+"/);
  });

  test('says that there is no data', async () => {
    expect(await drawn(metric({ title: 'Why' }))).toContain('aria-label="Why: M no data"');
  });

  test('has a line for each threshold', async () => {
    const annotations = { horizontal: [{ value: 1, label: 'M >= 1' }] };
    expect(await drawn(metric({ annotations }))).toContain('M &#62;= 1</text>');
  });

  test.each([
    ['', 60],
    ['?minutes=15', 15],
    ['?minutes=720', 720],
  ])('shows the time range of the query %j: %d minutes', async (query, minutes) => {
    await drawn(metric({}));
    await get(`/cloudwatch/dashboards/git%20sync${query}`);
    expect(source.range).toBe(minutes);
  });

  test.each(['?minutes=1', '?minutes=x', '?minutes=-60'])(
    'the query %j, which is no time range, is refused',
    async (query) => {
      await drawn(metric({}));
      expect((await get(`/cloudwatch/dashboards/git%20sync${query}`)).status).toBe(400);
    },
  );
});

test('a single value is the latest one', async () => {
  source.points = [
    { time: last(10), value: 7 },
    { time: last(5), value: 1234 },
  ];
  expect(await drawn(metric({ view: 'singleValue' }))).toContain('<dt>M</dt><dd>1.23 k</dd>');
  source.points = [];
  expect(await drawn(metric({ view: 'singleValue' }))).toContain('<dt>M</dt><dd>–</dd>');
});

test('alarms in ALARM come first, with their reasons', async () => {
  const alarm = (name: string, state: string) => ({
    name,
    state,
    description: `about ${name}`,
    reason: '1 >= 1',
    since: 0,
  });
  source.states = [alarm('a', 'OK'), alarm('b', 'INSUFFICIENT_DATA'), alarm('c', 'ALARM')];
  const page = await drawn({ type: 'alarm', properties: { alarms: ['arn:a', 'arn:b', 'arn:c', 'arn:gone'] } });
  expect([...page.matchAll(/<li class="(\w+)"/g)].map(([, state]) => state)).toEqual([
    'alarm',
    'insufficient_data',
    'ok',
  ]);
  expect(page).toContain('about c</span> <small>1 &#62;= 1, since');
});

test('the markdown of a text widget is escaped', async () => {
  expect(await drawn({ type: 'text', properties: { markdown: 'one <b>\n\ntwo' } })).toContain(
    '<p>one &#60;b&#62;</p><p>two</p>',
  );
});

test('widgets are in the order and in the columns of the dashboard', async () => {
  const at = (x: number, y: number, markdown: string) => ({ type: 'text', x, y, width: 8, properties: { markdown } });
  const page = await drawn(at(8, 3, 'third'), at(0, 3, 'second'), at(0, 0, 'first'));
  expect([...page.matchAll(/<p>(first|second|third)<\/p>/g)].map(([, text]) => text)).toEqual([
    'first',
    'second',
    'third',
  ]);
  expect(page).toContain('class="widget text from8 size8"');
});

test.each([
  ['another type', { type: 'explorer', properties: {} }, 'widgets of the type explorer are not drawn here'],
  ['an expression', metric({ metrics: [[{ expression: 'm1 * 2' }]] }), 'the expression m1 * 2 is not evaluated here'],
  ['another view', metric({ view: 'pie' }), 'the view pie is not known here'],
  ['a query', { type: 'log', properties: { query: 'parse x' } }, 'the command &#39;parse&#39; is not known'],
])('a widget with %s shows why it is not drawn, and the others are drawn', async (_, widget, reason) => {
  const page = await drawn(widget, { type: 'text', properties: { markdown: 'still here' } });
  expect(page).toContain(`Not drawn: ${reason}`);
  expect(page).toContain('still here');
});

test('names, texts and log lines are escaped', async () => {
  const nasty = `<script>"'&`;
  source.bodies = {};
  source.states = [{ name: 'a', state: 'ALARM', description: nasty, reason: nasty, since: 0 }];
  source.events = [{ timestamp: 0, message: JSON.stringify({ [nasty]: nasty }) }];
  source.points = [{ time: last(5), value: 1 }];
  const metrics = [['N', 'M', { label: nasty }]];
  const page = await drawn(
    { type: 'alarm', properties: { title: nasty, alarms: ['arn:a'] } },
    { type: 'log', properties: { title: nasty, query: 'display @message' } },
    { type: 'text', properties: { markdown: nasty } },
    metric({ title: nasty, metrics, annotations: { horizontal: [{ value: 1, label: nasty }] } }),
    { type: nasty, properties: {} },
  );
  expect(page).toContain('&#60;script&#62;');
});

describe('the metrics of a widget', () => {
  const read = (...metrics: unknown[][]) => readMetrics({ metrics, stat: 'Sum', period: 60 }).map(({ query }) => query);

  test('have the statistic and the period of the widget, or their own', () => {
    const [one, other] = read(['N', 'A', 'D', 'v'], ['N', 'B', { stat: 'Maximum', period: 300 }]);
    expect(one).toEqual({ namespace: 'N', name: 'A', dimensions: { D: 'v' }, statistic: 'Sum', period: 60 });
    expect(other).toEqual({ namespace: 'N', name: 'B', dimensions: {}, statistic: 'Maximum', period: 300 });
  });

  test('can repeat items of the row above', () => {
    const [, dots, rest] = read(['N', 'A', 'D', 'v', 'E', 'w'], ['.', 'B', '.', 'x', '.', '.'], ['...', 'y']);
    expect(dots).toMatchObject({ namespace: 'N', name: 'B', dimensions: { D: 'x', E: 'w' } });
    expect(rest).toMatchObject({ namespace: 'N', name: 'B', dimensions: { D: 'x', E: 'y' } });
  });

  test('that are not visible are not queried', () => {
    expect(read(['N', 'A', { visible: false }], ['.', 'B'])).toMatchObject([{ namespace: 'N', name: 'B' }]);
  });
});

describe('a query of logs', () => {
  const lines = [
    { type: 'StackBehind', subject: 'prod', seconds: 60, reason: 'old', since: '2026-01-02' },
    { type: 'StackBehind', subject: 'prod', seconds: 360, reason: 'a | b', since: '2026-01-02' },
    { type: 'StackBehind', subject: 'dev', seconds: 5, since: '2026-01-01', at: { place: 'here', list: [1, 2] } },
    { type: 'OtherProblem', subject: 'github', seconds: 10 },
  ];
  const events = [
    ...lines.map((line, index) => ({ timestamp: index + 1, message: JSON.stringify(line) })),
    { timestamp: 9, message: 'START RequestId: 1' },
    { timestamp: 10, message: '' },
  ];
  const rows = (query: string) => readQuery(query).run(events).rows;
  const subjects = (filter: string) => rows(`filter ${filter} | display subject`).flat();

  test('names its log groups', () => {
    expect(readQuery("SOURCE '/aws/lambda/a' | SOURCE '/b' | fields @message").groups).toEqual(['/aws/lambda/a', '/b']);
  });

  test('without commands shows all lines', () => {
    expect(readQuery('').run([events[0]])).toEqual({
      columns: ['@timestamp', '@message'],
      rows: [['1970-01-01T00:00:00.001Z', events[0].message]],
    });
  });

  test.each([
    [`type = "OtherProblem"`, ['github']],
    [`type != 'StackBehind' and ispresent(type)`, ['github']],
    ['seconds > 9 and seconds <= 60', ['prod', 'github']],
    ['seconds >= 360 or subject = "dev"', ['prod', 'dev']],
    ['not (seconds < 60) and type like /Stack|Other/', ['prod', 'prod']],
    ['type like "Behind" and subject not like /pro/', ['dev']],
    ['subject in ["dev", "github"]', ['dev', 'github']],
    ['at.place = "here" and at.list.1 = 2', ['dev']],
    ['toMillis(@timestamp) > 3 and seconds > 0', ['github']],
    ['toMillis(@timestamp) >= now() * 1000 - 5', []],
    ['seconds / 60 = 6', ['prod']],
    ['reason = "a | b" # a remark', undefined],
    ['`subject` = "dev"', ['dev']],
    ['strcontains(subject, "e")', ['dev']],
    ['@message like /START/', ['']],
  ])('filters by %s', (filter, expected) => {
    if (expected) expect(subjects(filter)).toEqual(expected);
    else expect(() => subjects(filter)).toThrow('is not understood');
  });

  test('with stats has a row for each group, with the latest values', () => {
    const query = `
      # stacks, with what is known of them last
      filter type = "StackBehind"
      | fields subject as Stack
      | stats latest(reason) as Reason, max(seconds) as Longest, count(*) as Lines, latest(since) as Since by Stack
      | sort Since asc`;
    expect(readQuery(query).run(events)).toEqual({
      columns: ['Stack', 'Reason', 'Longest', 'Lines', 'Since'],
      rows: [
        ['dev', '', '5', '1', '2026-01-01'],
        ['prod', 'a | b', '360', '2', '2026-01-02'],
      ],
    });
  });

  test('aggregates over groups, and names columns after their expressions', () => {
    const query = 'filter ispresent(seconds) | stats sum(seconds), avg(seconds), min(seconds), count_distinct(subject)';
    expect(readQuery(query).run(events)).toEqual({
      columns: ['sum(seconds)', 'avg(seconds)', 'min(seconds)', 'count_distinct(subject)'],
      rows: [['435', '108.75', '5', '3']],
    });
  });

  test('sorts numbers by value, and limits the number of lines', () => {
    expect(rows('filter seconds > 0 | sort seconds desc | limit 2 | display seconds')).toEqual([['360'], ['60']]);
  });

  test.each([
    ['parse @message "*"', "the command 'parse' is not known"],
    ['filter type ==', 'a name is expected'],
    ['filter type = "a" b', 'goes on after what is understood'],
    ['filter (type = "a"', "')' is expected"],
    ['filter f(x)', 'the function f is not known'],
    ['stats median(x)', 'the function median is not known'],
    ['filter $x', "'$x' is not understood"],
  ])('%s is refused with the part that is not supported', (query, message) => {
    expect(() => readQuery(query)).toThrow(message);
  });
});
