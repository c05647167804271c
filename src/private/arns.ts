import { Arn, type ArnComponents, ArnFormat, Fn, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isLiteral } from './checks';
import { validationError } from './errors';
import { shown } from './texts';

/** The two prefixes of the service: the current one, and the one from before it was renamed. AWS uses both. */
export const SERVICE_PREFIXES = ['codeconnections', 'codestar-connections'] as const;

export type ServicePrefix = (typeof SERVICE_PREFIXES)[number];

/** The kinds of resources that have an ARN. A sync configuration has none. */
export type ArnResource = 'connection' | 'host' | 'repository-link';

/**
 * Returns an ARN for a policy on this one resource. Parts of the ARN may be tokens.
 *
 * @throws when the ARN has a wildcard or a variable, and so matches several resources
 */
export function policyArn(arn: string, scope: IConstruct | undefined): string {
  if (isLiteral(arn)) return arn;
  throw validationError(
    'InvalidArn',
    `an ARN in a policy must be that of one resource, without wildcards (*, ?), variables (\${…}) or line breaks, got ${shown(arn)}`,
    scope,
  );
}

/**
 * The parts of an ARN of this service. The ARN may be a token.
 *
 * @throws when the ARN is known, and is not that of one resource of this type
 */
export function parseArn(arn: string, resource: ArnResource, scope: IConstruct): ArnComponents {
  const expected = `arn:<partition>:<${SERVICE_PREFIXES.join(' or ')}>:<region>:<account>:${resource}/<id>`;
  const refuse = () =>
    validationError('InvalidArn', `the ARN of a ${resource} must look like ${expected}, got ${shown(arn)}`, scope);
  policyArn(arn, scope);
  if (Token.isUnresolved(arn)) return Stack.of(scope).splitArn(arn, ArnFormat.SLASH_RESOURCE_NAME);
  let parts: ArnComponents;
  try {
    parts = Arn.split(arn, ArnFormat.SLASH_RESOURCE_NAME);
  } catch {
    throw refuse();
  }
  const known = (SERVICE_PREFIXES as readonly string[]).includes(parts.service);
  if (!known || !new RegExp(`^arn:aws[a-z-]*:[a-z-]+:[a-z]{2}[a-z-]*-\\d+:\\d{12}:${resource}/[\\w-]+$`).test(arn))
    throw refuse();
  return parts;
}

/**
 * The part after the slash of an ARN of this service. The ARN may be a token.
 *
 * @throws when the ARN is known, and is not that of a resource of this type
 */
export function idOfArn(arn: string, resource: ArnResource, scope: IConstruct): string {
  if (Token.isUnresolved(policyArn(arn, scope))) return Fn.select(1, Fn.split('/', arn));
  return parseArn(arn, resource, scope).resourceName ?? '';
}
