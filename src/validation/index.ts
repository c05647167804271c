import { Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isContextMissing } from '../private/context';
import { takeInventory } from './inventory';
import { report } from './report';
import { RULES } from './rules';

const ATTACHED = Symbol.for('cdk-codeconnections.stage-validator');

/** Stacks whose Stage has a validator: looking up the Stage each time would be slower. */
const seen = new WeakSet<Stack>();

/**
 * Makes sure that the rules are checked for the Stage of a construct at synthesis. One walk covers all resources of the
 * Stage, also L1s outside of this library's constructs.
 *
 * Every construct of this library calls this in its constructor, including imports.
 */
export function attachStageValidator(construct: IConstruct): void {
  const stack = Stack.of(construct);
  if (seen.has(stack)) return;
  seen.add(stack);
  const stage = Stage.of(construct) ?? construct.node.root;
  if (ATTACHED in stage) return;
  Object.defineProperty(stage, ATTACHED, { value: true });
  stage.node.addValidation({
    validate: () => {
      validateStage(stage);
      return [];
    },
  });
}

/**
 * The CDK validates after aspects and before it collects annotations, and a Stage before the constructs in it, so that
 * warnings and errors can still be added. Nothing is judged while context is missing.
 */
function validateStage(stage: IConstruct): void {
  const inventory = takeInventory(stage);
  const found = RULES.map((rule) => ({ rule, violations: rule.check(inventory) }));
  if (found.every(({ violations }) => violations.length === 0) || isContextMissing(stage)) return;
  for (const { rule, violations } of found) report(rule, violations);
}
