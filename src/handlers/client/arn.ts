/** The parts of an ARN. The resource is not parsed, and may contain colons. */
export interface ArnParts {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/**
 * All parts but the last become part of host names, signatures and links, so only the characters of AWS names are
 * allowed.
 */
const ARN = /^arn:(aws[a-z-]*):([a-z-]+):([a-z][a-z-]+-\d+):(\d{12}):([^\p{C}\p{Zl}\p{Zp}]+)$/u;

/** The parts of an ARN with a Region and an account, or nothing if the text is not one. */
export function splitArn(arn: string): ArnParts | undefined {
  const match = ARN.exec(arn);
  if (!match) return undefined;
  const [, partition, service, region, account, resource] = match as unknown as string[];
  return { partition, service, region, account, resource };
}

/** The parts of a text that must be an ARN. */
export function partsOf(arn: string): ArnParts {
  const parts = splitArn(arn);
  if (!parts) throw new Error(`expected an ARN with a Region and an account, got ${arn}`);
  return parts;
}

/** The name of a stack, taken from its id. */
export function stackNameIn(stackId: string): string {
  return stackId.split('/')[1] ?? stackId;
}

/** The part of an ARN after the type of the resource, for example the id in `connection/<id>`. */
export function resourceId(arn: string): string {
  return arn.slice(arn.indexOf('/') + 1);
}
