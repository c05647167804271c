import { Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { takeInventory } from './inventory';
import { sentencesOf, warnOf } from './report';
import { RULES } from './rules';

const ATTACHED = Symbol.for('cdk-codeconnections.stage-validator');

/** Stacks whose Stage is known to be validated: to look for a Stage each time takes longer. */
const seen = new WeakSet<Stack>();

/**
 * Makes sure that the Stage of a construct is validated at synth: what spans properties and resources, for all L1s of
 * the service in it, in one walk, whether or not they are inside one of our constructs.
 *
 * Every construct of this library calls this in its constructor, imports too.
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

/** Validation comes after aspects, and before the annotations are collected: warnings may still be added. */
function validateStage(stage: IConstruct): string[] {
  const inventory = takeInventory(stage);
  return RULES.flatMap((rule) => {
    const violations = rule.check(inventory);
    if (rule.severity === 'error') return sentencesOf(rule, violations);
    warnOf(rule, violations);
    return [];
  });
}
