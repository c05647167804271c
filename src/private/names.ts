import { Intrinsic, Names, Stack, Tokenization } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

const STACK_MARK_LENGTH = 8;

/** The mark of each stack. Shared and free of nested string tokens: resolving names is what costs most at synth. */
const stackMarks = new WeakMap<Stack, object>();

/**
 * A physical name for a resource whose name CloudFormation demands: readable, unique in the account over all Regions,
 * and stable as long as the stack lives.
 *
 * It ends in the first eight characters of the stack's UUID, so that a stack that is deployed again does not meet
 * what an earlier one of the same name has left behind.
 */
export function generatedName(scope: Construct, maxLength: number): string {
  const readable = Names.uniqueResourceName(scope, { maxLength: maxLength - STACK_MARK_LENGTH - 1, separator: '-' });
  return new Intrinsic(
    { 'Fn::Join': ['', [`${readable}-`, stackMark(Stack.of(scope))]] },
    { stackTrace: false },
  ).toString();
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
