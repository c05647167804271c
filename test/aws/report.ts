import { type Answers, QUESTIONS, type Question, type QuestionName } from './questions.ts';

/** One thing that was seen. */
export interface Observation {
  /** Where: the scenario and its step. */
  readonly step: string;
  readonly what: string;
  readonly value: string;
}

/** What is said of a step that has not ended as it should, on whichever AWS. */
export const UNEXPECTED = 'NOT AS EXPECTED';

/** How long something took. */
export interface Timing {
  readonly step: string;
  readonly what: string;
  readonly seconds: number;
}

/** All that was seen in one account. */
export interface Results {
  readonly observations: readonly Observation[];
  readonly timings: readonly Timing[];
  readonly answers: Answers;
}

export interface Difference {
  readonly step: string;
  readonly what: string;
  readonly local: string | undefined;
  readonly aws: string | undefined;
}

/** What takes the place of texts that no report may have, or that differ from run to run. */
export type Masks = readonly (readonly [text: string, placeholder: string])[];

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const COMMIT = /\b[0-9a-f]{40}\b/g;
const TIME = /\d{4}-\d\d-\d\d(T| at | )\d\d:\d\d(:\d\d(\.\d+)?)?( ?(Z|UTC))?/g;
/** The end of a host's ARN, after its name. */
const HOST = /(:host\/\S+-)[0-9a-f]{8}\b/g;
/** Names of roles end in what CloudFormation makes up; names of users, and of their sessions, are nobody's business. */
const PRINCIPAL = /(:(?:role|assumed-role|user)\/)[^\s'",;)]+/g;
const ACCOUNT = /\b\d{12}\b/g;
const ACCESS_KEY = /\b(AKIA|ASIA)[0-9A-Z]{12,}\b/g;

/** A text without what identifies an account, and without what is different each time. */
export function mask(text: string, masks: Masks): string {
  const known = masks
    .filter(([secret]) => secret)
    .toSorted(([a], [b]) => b.length - a.length) // the longer one first: it may contain the other
    .reduce((masked, [secret, placeholder]) => masked.replace(wholeWord(secret), placeholder), text);
  return known
    .replace(UUID, '<id>')
    .replace(COMMIT, '<commit>')
    .replace(PRINCIPAL, '$1<name>')
    .replace(HOST, '$1<id>')
    .replace(TIME, '<time>')
    .replace(ACCOUNT, '<account>')
    .replace(ACCESS_KEY, '<access key>');
}

/** Not within a longer word: a repository may be named `a`. */
function wholeWord(text: string): RegExp {
  return new RegExp(`(?<![0-9A-Za-z])${text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')}(?![0-9A-Za-z])`, 'g');
}

/** What differs, in the order in which it was seen. */
export function differences(local: Results, aws: Results): Difference[] {
  const key = ({ step, what }: { step: string; what: string }) => `${step}\n${what}`;
  const values = (results: Results) => new Map(results.observations.map((seen) => [key(seen), seen]));
  const [ours, theirs] = [values(local), values(aws)];
  const seen = [...new Map([...ours, ...theirs])].flatMap(([id, { step, what }]) => {
    const [a, b] = [ours.get(id)?.value, theirs.get(id)?.value];
    return a === b ? [] : [{ step, what, local: a, aws: b }];
  });
  const answered = (Object.keys(QUESTIONS) as QuestionName[]).flatMap((name) => {
    const [a, b] = [local.answers[name], aws.answers[name]];
    return a === b ? [] : [{ step: 'question', what: QUESTIONS[name].text, local: a, aws: b }];
  });
  return [...seen, ...answered];
}

/** The report, as Markdown. */
export function report(title: string, facts: readonly string[], local: Results, aws: Results): string {
  const differing = differences(local, aws);
  const alike = aws.observations.length - differing.filter(({ aws }) => aws !== undefined).length;
  return [
    `# ${title}`,
    facts.map((fact) => `- ${fact}`).join('\n'),
    `## What differs: ${differing.length}, alike: ${alike}`,
    differing.length === 0
      ? 'Nothing.'
      : table(
          ['step', 'what', 'local AWS', 'AWS'],
          differing.map(({ step, what, local, aws }) => [step, what, local ?? '(nothing)', aws ?? '(nothing)']),
        ),
    '## Answers',
    table(['question', 'local AWS', 'AWS', 'what follows'], answers(local.answers, aws.answers)),
    '## Seconds',
    table(['step', 'what', 'local AWS', 'AWS'], times(local, aws)),
    '## All that was seen on AWS',
    table(
      ['step', 'what', 'AWS'],
      aws.observations.map(({ step, what, value }) => [step, what, value]),
    ),
    '',
  ].join('\n\n');
}

function answers(local: Answers, aws: Answers): string[][] {
  return (Object.entries(QUESTIONS) as [QuestionName, Question][]).map(([name, { text, setting }]) => {
    const [ours, theirs] = [local[name], aws[name]];
    const change = setting ? `set \`${setting}\` in the simulator` : 'change the simulator';
    return [
      text,
      ours ?? '(not asked)',
      theirs ?? '(not asked)',
      theirs === undefined ? 'it stays open' : ours === theirs ? 'settled' : change,
    ];
  });
}

function times(local: Results, aws: Results): string[][] {
  const secondsOf = ({ timings }: Results, { step, what }: Timing) =>
    timings.find((timing) => timing.step === step && timing.what === what)?.seconds.toFixed(1) ?? '';
  const all = [...aws.timings, ...local.timings];
  const first = all.filter((one, i) => all.findIndex(({ step, what }) => step === one.step && what === one.what) === i);
  return first.map((one) => [one.step, one.what, secondsOf(local, one), secondsOf(aws, one)]);
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll(/\r?\n/g, '<br>');
}
