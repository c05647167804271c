import { Fn, type ResourceProps, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ErrorCode } from '../error-code';
import { isLiteral } from './checks';
import { refuse } from './errors';
import { shown, withoutTokens } from './texts';

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
export function policyArn(arn: string, scope: IConstruct): string {
  if (!isLiteral(arn) || /\s/.test(withoutTokens(arn, ''))) {
    refuse(
      ErrorCode.INVALID_ARN,
      `an ARN in a policy must be that of one resource, without wildcards (*, ?), variables (\${…}), spaces or line breaks, got ${shown(arn)}`,
      scope,
    );
  }
  return arn;
}

/**
 * The environment of an import, from its ARN. The ARN may be a token.
 *
 * @throws when the ARN is known, and is not that of one resource of this type
 */
export function environmentOfArn(arn: string, resource: ArnResource, scope: IConstruct): ResourceProps {
  return isKnown(arn, resource, scope) || Token.isUnresolved(arn) ? { environmentFromArn: arn } : {};
}

/**
 * The part after the slash of an ARN of this service. The ARN may be a token.
 *
 * @throws when the ARN is known, and is not that of a resource of this type
 */
export function idOfArn(arn: string, resource: ArnResource, scope: IConstruct): string {
  if (isKnown(arn, resource, scope)) return arn.slice(arn.indexOf('/') + 1);
  return Token.isUnresolved(arn) ? Fn.select(1, Fn.split('/', arn)) : arn;
}

/** The parts of an ARN of this service. */
export interface ArnParts {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly id: string;
}

/**
 * The parts of an ARN of this service. The ARN, or any part of it, may be a token.
 *
 * @throws when the ARN is known, and is not that of a resource of this type
 */
export function partsOfArn(arn: string, resource: ArnResource, scope: IConstruct): ArnParts {
  const id = idOfArn(arn, resource, scope);
  const written = arn.split(':'); // The text of a token has no colon and no slash.
  const split = () => (Token.isUnresolved(arn) ? Fn.split(':', arn, 6) : Array<string>(6).fill(arn)); // or a placeholder
  const [, partition, service, region, account, resourceId] = written.length > 5 ? written : split();
  const [, writtenId = id] = resourceId.split('/');
  return { partition, service, region, account, id: writtenId };
}

/** Whether an ARN is that of a resource of this type. A token is not known. */
function isKnown(arn: string, resource: ArnResource, scope: IConstruct): boolean {
  if (Token.isUnresolved(policyArn(arn, scope))) return false;
  const service = `(?:${SERVICE_PREFIXES.join('|')})`;
  if (new RegExp(`^arn:aws[a-z-]*:${service}:[a-z]{2}[a-z-]*-\\d+:\\d{12}:${resource}/[\\w-]+$`).test(arn)) return true;
  const expected = `arn:<partition>:<${SERVICE_PREFIXES.join(' or ')}>:<region>:<account>:${resource}/<id>`;
  refuse(ErrorCode.INVALID_ARN, `the ARN of a ${resource} must look like ${expected}, got ${shown(arn)}`, scope);
  return false;
}
