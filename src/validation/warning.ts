import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Adds a warning that can be acknowledged by its id. */
export function warn(construct: IConstruct, id: string, message: string): void {
  const annotations = Annotations.of(construct);
  Reflect.set(annotations, 'stackTraces', false); // they are dear, and would lead here rather than to the construct
  annotations.addWarningV2(id, message);
}
