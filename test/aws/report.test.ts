import type { Answers } from './questions.ts';
import { differences, mask, type Results, report } from './report.ts';
import { hostNameOf } from './settings.ts';

const results = (values: Record<string, string>, answers: Answers = {}): Results => ({
  answers,
  observations: Object.entries(values).map(([what, value]) => ({ step: 'made', what, value })),
  timings: [{ step: 'made', what: 'cdk deploy', seconds: 12.34 }],
});

describe('what a report shows of an account', () => {
  test.each([
    ['the account', 'arn:aws:sns:eu-west-1:123456789012:x', 'arn:aws:sns:eu-west-1:<account>:x'],
    ['another account', 'owned by 999999999999', 'owned by <account>'],
    ['an id', 'connection/0a1b2c3d-0000-1111-2222-333344445555', 'connection/<id>'],
    [
      'an id of a host',
      'arn:aws:codeconnections:eu-west-1:1:host/mine-0a1b2c3d',
      'arn:aws:codeconnections:eu-west-1:1:host/mine-<id>',
    ],
    ['a role', 'pass arn:aws:iam::1:role/octo-Sync-XYZ: no', 'pass arn:aws:iam::1:role/<name> no'],
    [
      'a person',
      'arn:aws:sts::1:assumed-role/Admin/me@example.com may not',
      'arn:aws:sts::1:assumed-role/<name> may not',
    ],
    ['a time', 'since 2026-11-24T09:30:00.123Z', 'since <time>'],
    ['a key', 'the key AKIAIOSFODNN7EXAMPLE is not known', 'the key <access key> is not known'],
    ['a name that was given', 'octo/tools is linked', '<owner>/<repository> is linked'],
    ['no part of a longer word', 'octopus/toolshed is linked', 'octopus/toolshed is linked'],
    ['a name with another in it', 'octo-tools', '<connection>'],
  ])('%s', (_, text, masked) => {
    const masks = [
      ['octo', '<owner>'],
      ['tools', '<repository>'],
      ['octo-tools', '<connection>'],
      ['', '<nothing>'],
    ] as const;
    expect(mask(text, masks)).toBe(masked);
  });
});

test('what is the same on both sides is no difference', () => {
  expect(differences(results({ status: 'PENDING' }), results({ status: 'PENDING' }))).toEqual([]);
});

test('a value that is another, or that one side lacks, is a difference', () => {
  const local = results({ status: 'PENDING', onlyHere: 'a', same: 'x' });
  const aws = results({ status: 'AVAILABLE', same: 'x', onlyThere: 'b' });
  expect(differences(local, aws)).toEqual([
    { step: 'made', what: 'status', local: 'PENDING', aws: 'AVAILABLE' },
    { step: 'made', what: 'onlyHere', local: 'a', aws: undefined },
    { step: 'made', what: 'onlyThere', local: undefined, aws: 'b' },
  ]);
});

test('the report counts what differs, and shows both sides, the times, and all that was seen on AWS', () => {
  const text = report(
    'Title',
    ['a fact'],
    results({ status: 'a|b', same: 'x' }),
    results({ status: '<c>', same: 'x' }),
  );
  expect(text).toContain('# Title\n\n- a fact');
  expect(text).toContain('## What differs: 1, alike: 1');
  expect(text).toContain('| made | status | a\\|b | &lt;c> |');
  expect(text).toContain('| made | cdk deploy | 12.3 | 12.3 |');
  expect(text).toContain('| made | same | x |');
});

test('an answer is settled if both say the same, and else it says what to change', () => {
  const local = { duplicateName: 'yes', hostId: '10', noTags: 'missing' };
  const text = report(
    'Title',
    [],
    results({}, local),
    results({}, { duplicateName: 'no', hostId: '9', noTags: 'missing' }),
  );
  expect(text).toContain('| Are two connections of one name refused? | yes | no | set `uniqueConnectionNames` in the');
  expect(text).toMatch(/look like, after its name\? \| 10 \| 9 \| change the simulator \|/);
  expect(text).toMatch(/none were given\? \| missing \| missing \| settled \|/);
  expect(text).toMatch(/make a deleted stack again\? \| \(not asked\) \| \(not asked\) \| it stays open \|/);
  expect(text).toContain('## What differs: 2,');
});

test('the part of its name that is in the id of a host is the same in each run', () => {
  const [one, other] = ['0a1b2c3d', 'ffffffff'].map((suffix) => hostNameOf({ suffix }).slice(0, 10));
  expect(one).toBe(other);
});
