import { Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { takeInventory } from './inventory';
import { sentencesOf, warnOf } from './report';
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
  stage.node.addValidation({ validate: () => validateStage(stage) });
}

/** The CDK validates after aspects and before it collects annotations, so warnings can still be added. */
function validateStage(stage: IConstruct): string[] {
  const inventory = takeInventory(stage);
  return RULES.flatMap((rule) => {
    const violations = rule.check(inventory);
    if (rule.severity === 'error') return sentencesOf(rule, violations);
    warnOf(rule, violations);
    return [];
  });
}
