import type { OperationName, ServiceName } from '../../../local/simulator/model/operations.ts';
import type { Shape } from '../../../local/simulator/model/shape.ts';
import { membersOf, operationOf, shapeOf } from '../../../local/simulator/model/validate.ts';

/** The beginning of a valid value for each pattern that takes one of its own; what is added must be word characters. */
const BEGINNINGS: Readonly<Record<string, string>> = {
  'arn:aws(-[\\w]+)*:(codestar-connections|codeconnections):[a-z0-9\\-]+:[0-9]{12}:connection\\/[\\w\\-]+':
    'arn:aws:codeconnections:us-east-1:123456789012:connection/',
  'arn:aws(-[\\w]+)*:.+:.+:[0-9]{12}:.+': 'arn:aws:codeconnections:us-east-1:123456789012:connection/',
  'arn:aws(-[\\w]+)*:(codestar-connections|codeconnections):.+:[0-9]{12}:host\\/.+':
    'arn:aws:codeconnections:us-east-1:123456789012:host/',
  'arn:aws(-[\\w]+)*:codestar-connections:.+:[0-9]{12}:host\\/.+':
    'arn:aws:codestar-connections:us-east-1:123456789012:host/',
  'arn:aws(-[\\w]+)*:kms:[a-z\\-0-9]+:\\d{12}:key/[a-zA-Z0-9\\-]+': 'arn:aws:kms:us-east-1:123456789012:key/',
  'arn:aws(-[\\w]+)*:iam::\\d{12}:role/[a-zA-Z_0-9+=,.@\\-_/]+': 'arn:aws:iam::123456789012:role/',
  'vpc-\\w{8}(\\w{9})?': 'vpc-',
  'subnet-\\w{8}(\\w{9})?': 'subnet-',
  'sg-\\w{8}(\\w{9})?': 'sg-',
};
const ID_PATTERN = '^[0-9a-fA-F]{8}\\b-';

/** A text of that length which fits the pattern, as far as one so short can. */
export function text(pattern: string | undefined, length: number): string {
  const beginning = BEGINNINGS[pattern ?? ''] ?? '';
  return (beginning + 'a'.repeat(Math.max(0, length - beginning.length))).slice(0, length);
}

/** A valid value of the shape. */
export function sample(service: ServiceName, shape: Shape): unknown {
  switch (shape.type) {
    case 'string': {
      if (shape.enum) {
        return shape.enum[0];
      }
      if (shape.pattern?.startsWith(ID_PATTERN)) {
        return '01234567-89ab-cdef-0123-456789abcdef';
      }
      const beginning = BEGINNINGS[shape.pattern ?? ''];
      return text(shape.pattern, beginning === undefined ? Math.max(shape.min ?? 1, 1) : beginning.length + 8);
    }
    case 'integer':
      return shape.max;
    case 'timestamp':
      return 0;
    case 'list':
      return [sample(service, shapeOf(service, shape.of))];
    case 'structure':
      return Object.fromEntries(
        membersOf(service, shape.members).map((member) => [member.name, sample(service, member.shape)]),
      );
  }
}

/** An input of the operation that breaks no constraint, with every member that there is. */
export function sampleInput(service: ServiceName, operation: OperationName): Record<string, unknown> {
  const { input } = operationOf(service, operation);
  return sample(service, { type: 'structure', members: input }) as Record<string, unknown>;
}
