/** The parts of an ARN. Nothing is known of the resource but its text, which may hold colons. */
export interface ArnParts {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** All parts but the last go into host names, signatures and links: they have no characters but those of AWS's names. */
const ARN = /^arn:(aws[a-z-]*):([a-z-]+):([a-z][a-z-]+-\d+):(\d{12}):([^\p{C}\p{Zl}\p{Zp}]+)$/u;

/** The parts of an ARN with a Region and an account, or nothing when the text is not one. */
export function splitArn(arn: string): ArnParts | undefined {
  const match = ARN.exec(arn);
  if (!match) return undefined;
  const [, partition, service, region, account, resource] = match as unknown as string[];
  return { partition, service, region, account, resource };
}

/** The parts of what must be an ARN. */
export function partsOf(arn: string): ArnParts {
  const parts = splitArn(arn);
  if (!parts) throw new Error(`not an ARN with a Region and an account: ${arn}`);
  return parts;
}

/** The name of a stack, which its id holds. */
export function stackNameIn(stackId: string): string {
  return stackId.split('/')[1] ?? stackId;
}

/** The part of an ARN behind the type of the resource, such as the id of `connection/<id>`. */
export function resourceId(arn: string): string {
  return arn.slice(arn.indexOf('/') + 1);
}
