import { createHash } from 'node:crypto';
import { Intrinsic, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

const STACK_MARK_LENGTH = 8;
const HASH_LENGTH = 6;

/** Ids that stand for the construct around them. */
const HIDDEN_IDS = ['Default', 'Resource'];

/** The mark of each stack. Shared and free of nested string tokens: resolving names is what costs most at synth. */
const stackMarks = new WeakMap<Stack, object>();

/**
 * A physical name for a resource whose name CloudFormation demands: readable, unique in the account over all Regions,
 * and stable as long as the stack lives, such as `pipeline-GitHub-a25bbd98`.
 *
 * It ends in the first eight characters of the stack's UUID, so that a stack that is deployed again does not meet
 * what an earlier one of the same name has left behind.
 */
export function generatedName(scope: Construct, maxLength: number): string {
  const readable = readableName(scope, maxLength - STACK_MARK_LENGTH - 1);
  return new Intrinsic(
    { 'Fn::Join': ['', [`${readable}-`, stackMark(Stack.of(scope))]] },
    { stackTrace: false },
  ).toString();
}

/** The stack and the path in it, as far as there is room for them: what does not fit is told apart by a hash. */
function readableName(scope: Construct, maxLength: number): string {
  const stack = Stack.of(scope);
  const path = scope.node.path.slice(stack.node.path.length);
  const all = path.split('/').filter(Boolean);
  const ids = all.filter((id) => !HIDDEN_IDS.includes(id));
  const stackName = Token.isUnresolved(stack.stackName) ? [] : [stack.stackName];
  const whole = [[...stackName, ...ids], ids].map((parts) => parts.join('-')).find(({ length }) => length <= maxLength);
  // Of ids with other characters, or that are left out, two paths could come to the same name.
  if (whole && ids.length === all.length && ids.every((id) => /^[A-Za-z0-9]+$/.test(id))) return whole;
  const hash = createHash('sha256').update(path).digest('hex').slice(0, HASH_LENGTH);
  const end = ids
    .join('-')
    .replace(/[^A-Za-z0-9-]+/g, '')
    .slice(-(maxLength - HASH_LENGTH - 1));
  return [end.replace(/^-+/, ''), hash].filter(Boolean).join('-');
}

function stackMark(stack: Stack): object {
  const known = stackMarks.get(stack);
  if (known) return known;
  const select = (index: number, separator: string, from: unknown) => ({
    'Fn::Select': [index, { 'Fn::Split': [separator, from] }],
  });
  const stackUuid = select(2, '/', Tokenization.reverseString(stack.stackId).firstToken);
  const mark = select(0, '-', stackUuid);
  stackMarks.set(stack, mark);
  return mark;
}
