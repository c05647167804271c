import { CfnResource, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Contract, Permissions } from '../handlers/framework/contract';
import { HandlerFunction } from './handler-function';

export interface CustomResourceProps<P, A extends string> {
  readonly contract: Contract<P, A>;
  readonly permissions: Permissions;
  readonly properties: P;
  /** How many seconds CloudFormation waits for the answer. */
  readonly serviceTimeout: number;
}

/** A custom resource on the function of its stack, created once the function may do what it takes. */
export class CustomResource<P extends object, A extends string> extends CfnResource {
  constructor(
    scope: Construct,
    id: string,
    { contract, permissions, properties, serviceTimeout }: CustomResourceProps<P, A>,
  ) {
    const handler = HandlerFunction.of(scope);
    super(scope, id, {
      type: contract.resourceType,
      properties: { ServiceToken: handler.functionArn, ServiceTimeout: serviceTimeout, ...properties },
    });
    this.addResourceDependency(handler.policyFor(contract.resourceType, permissions));
  }

  /** The attribute of a successful answer, as a token. */
  public attribute(name: A): string {
    return Token.asString(this.getAtt(name));
  }
}
