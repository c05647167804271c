import { App, Aws, CfnParameter, CfnResource, Fn, Lazy, NestedStack, Stack, type StackProps, Token } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { environmentOf, identityOf } from '../../src/private/identity';
import { ACCOUNT, REGION } from '../fixtures';

const ENV = { account: ACCOUNT, region: REGION };
const OTHER_REGION = { account: ACCOUNT, region: 'us-east-1' };
const UNKNOWN = {};

/** Two stacks of one app. Each has a parameter P, and a topic of the same logical id. */
function stacks(first: StackProps['env'] = ENV, second = first) {
  const app = new App();
  const [a, b] = [first, second].map((env, i) => {
    const stack = new Stack(app, `S${i}`, env && Object.keys(env).length > 0 ? { env } : {});
    new CfnParameter(stack, 'P');
    new CfnResource(stack, 'Topic', { type: 'AWS::SNS::Topic' });
    return stack;
  }) as [Stack, Stack];
  return { a, b };
}

const parameterOf = (stack: Stack) => (stack.node.findChild('P') as CfnParameter).valueAsString;
const topicOf = (stack: Stack) => stack.node.findChild('Topic') as CfnResource;

describe('in one stack, these are the same', () => {
  test.each<[string, (stack: Stack) => [unknown, unknown]]>([
    ['a literal', () => ['x', 'x']],
    ['a lazy literal', () => ['x', Lazy.string({ produce: () => 'x' })]],
    ['the Region of the stack', () => [REGION, Aws.REGION]],
    ['the account of the stack', () => [ACCOUNT, Aws.ACCOUNT_ID]],
    ['the name of the stack', () => ['S0', Aws.STACK_NAME]],
    ['a text with the Region', () => [`a-${REGION}-b`, `a-${Aws.REGION}-b`]],
    [
      'an ARN that is formatted',
      (it) => [
        it.formatArn({ service: 'sns', resource: 'x' }),
        `arn:${Aws.PARTITION}:sns:${REGION}:${Aws.ACCOUNT_ID}:x`,
      ],
    ],
    ['a parameter, and a raw reference to it', (it) => [parameterOf(it), Fn.ref('P')]],
    ['a raw reference in an override', (it) => [parameterOf(it), { Ref: 'P' }]],
    ['a resource, and a raw reference to it', (it) => [topicOf(it).ref, Fn.ref('Topic')]],
    [
      'an attribute, and a raw reference to it',
      (it) => [topicOf(it).getAtt('TopicArn').toString(), Token.asString({ 'Fn::GetAtt': ['Topic', 'TopicArn'] })],
    ],
    ['a text with a parameter, and a join', (it) => [`a-${parameterOf(it)}`, Fn.join('-', ['a', Fn.ref('P')])]],
    [
      'nested joins',
      (it) => [
        `a-b-${parameterOf(it)}/c`,
        Fn.join('/', [Fn.join('-', ['a', Fn.join('-', ['b', parameterOf(it)])]), 'c']),
      ],
    ],
    [
      'joins that are split at other places',
      () => [Fn.join('-', ['a-b', Fn.ref('P')]), Fn.join('-', ['a', 'b', Fn.ref('P')])],
    ],
    ['a join of literals', () => ['a,b', Token.asString({ 'Fn::Join': [',', ['a', 'b']] })]],
    ['a join of one', (it) => [parameterOf(it), Token.asString({ 'Fn::Join': ['-', [{ Ref: 'P' }]] })]],
    ['an empty part', (it) => [parameterOf(it), Fn.join('', ['', parameterOf(it), ''])]],
    ['a part of a list', () => [Fn.select(1, Fn.split('/', Fn.ref('P'))), Fn.select(1, Fn.split('/', Fn.ref('P')))]],
    [
      'a choice by the same condition',
      () => [Fn.conditionIf('C', 'x', 'y').toString(), Token.asString({ 'Fn::If': ['C', 'x', 'y'] })],
    ],
    ['the id of the stack', () => [Aws.STACK_ID, Fn.ref('AWS::StackId')]],
    [
      'a list',
      (it) => [
        ['a', parameterOf(it)],
        ['a', Fn.ref('P')],
      ],
    ],
  ])('%s', (_, values) => {
    const { a } = stacks();
    const [one, two] = values(a);
    expect(identityOf(one, a)).toBeDefined();
    expect(identityOf(one, a)).toBe(identityOf(two, a));
  });
});

describe('in one stack, these look the same, and are not', () => {
  test.each<[string, (stack: Stack) => [unknown, unknown]]>([
    ['upper and lower case', () => ['x', 'X']],
    ['a reference, and its text', () => [Fn.ref('P'), '{"Ref":"P"}']],
    ['a reference, and the name of what it refers to', () => [Fn.ref('P'), 'P']],
    ['two attributes', (it) => [topicOf(it).ref, topicOf(it).getAtt('TopicArn').toString()]],
    [
      'the parts of a join in another order',
      () => [Fn.join('', [Fn.ref('P'), Fn.ref('Q')]), Fn.join('', [Fn.ref('Q'), Fn.ref('P')])],
    ],
    ['another delimiter', () => [Fn.join('-', ['a', Fn.ref('P')]), Fn.join('/', ['a', Fn.ref('P')])]],
    [
      'another part of a list',
      () => [Fn.select(0, Fn.split('/', Fn.ref('P'))), Fn.select(1, Fn.split('/', Fn.ref('P')))],
    ],
    [
      'a choice by another condition',
      () => [Fn.conditionIf('C', 'x', 'y').toString(), Fn.conditionIf('D', 'x', 'y').toString()],
    ],
    ['the other choice', () => [Fn.conditionIf('C', 'x', 'y').toString(), Fn.conditionIf('C', 'y', 'x').toString()]],
    ['the Region, and another one', () => [Aws.REGION, 'us-east-1']],
    ['lists of other lengths', () => [['a', 'b'], ['a,b']]],
  ])('%s', (_, values) => {
    const { a } = stacks();
    const [one, two] = values(a);
    expect(identityOf(one, a)).not.toBe(identityOf(two, a));
  });
});

describe('in two stacks of one account and Region', () => {
  const same = (a: Stack, b: Stack, value: unknown, other = value) => identityOf(value, a) === identityOf(other, b);

  test('literals, pseudo parameters of the place, exports and references across stacks are the same', () => {
    const { a, b } = stacks();
    const values = [
      'x',
      Aws.REGION,
      Aws.PARTITION,
      Fn.importValue('e'),
      parameterOf(a),
      topicOf(a).ref,
      `x-${topicOf(a).ref}`,
    ];
    for (const value of values) expect(same(a, b, value)).toBe(true);
    expect(same(a, b, topicOf(a).ref, topicOf(b).ref)).toBe(false);
  });

  test('what a name means in each stack is not the same', () => {
    const { a, b } = stacks();
    const values = [
      Fn.ref('P'),
      `x-${Fn.ref('P')}`,
      Token.asString({ 'Fn::GetAtt': ['Topic', 'TopicArn'] }),
      Fn.conditionIf('C', 'x', 'y').toString(),
      Fn.findInMap('M', 'a', 'b'),
      Fn.sub('x-${P}'),
      Aws.STACK_NAME,
      Aws.STACK_ID,
    ];
    for (const value of values) expect(same(a, b, value)).toBe(false);
  });

  test('a reference in the stack of its target, and from the other one, is the same', () => {
    const { a, b } = stacks();
    const { topicArn } = new Topic(a, 'L2');
    expect(same(a, b, topicArn)).toBe(true);
    expect(same(a, b, topicOf(a).ref, topicArn)).toBe(false);
  });
});

test('in another Region or account, nothing is the same', () => {
  const { a, b } = stacks(ENV, OTHER_REGION);
  for (const value of ['x', Aws.REGION, Aws.ACCOUNT_ID, Fn.importValue('e'), Fn.ref('P')]) {
    expect(identityOf(value, a)).not.toBe(identityOf(value, b));
  }
  const { a: c, b: d } = stacks(ENV, { account: '222222222222', region: REGION });
  expect(identityOf('x', c)).not.toBe(identityOf('x', d));
});

describe('in two stacks whose environments are not known', () => {
  test('only references are the same', () => {
    const { a, b } = stacks(UNKNOWN);
    expect(identityOf(topicOf(a).ref, a)).toBe(identityOf(topicOf(a).ref, b));
    for (const value of ['x', Aws.REGION, Aws.ACCOUNT_ID, `x-${Aws.REGION}`, Fn.importValue('e')]) {
      expect(identityOf(value, a)).toBe(identityOf(value, a));
      expect(identityOf(value, a)).not.toBe(identityOf(value, b));
    }
  });

  test('the Region is not the literal that it may turn out to be', () => {
    const { a } = stacks(UNKNOWN);
    expect(identityOf(Aws.REGION, a)).not.toBe(identityOf(REGION, a));
  });

  test('a stack and its nested stacks have one environment', () => {
    const { a, b } = stacks(UNKNOWN);
    const nested = new NestedStack(new NestedStack(a, 'Outer'), 'Inner');
    expect(environmentOf(nested)).toBe(environmentOf(a));
    expect(environmentOf(nested)).not.toBe(environmentOf(b));
    for (const value of ['x', parameterOf(a), topicOf(a).ref])
      expect(identityOf(value, nested)).toBe(identityOf(value, a));
    expect(identityOf(Fn.ref('P'), nested)).not.toBe(identityOf(Fn.ref('P'), a));
    expect(identityOf(Aws.STACK_NAME, nested)).not.toBe(identityOf(Aws.STACK_NAME, a));
  });
});

test.each([undefined, null, Aws.NO_VALUE, Lazy.string({ produce: () => undefined })])(
  'no value has no identity: %s',
  (value) => {
    expect(identityOf(value, stacks().a)).toBeUndefined();
  },
);
