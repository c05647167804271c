import { CfnResource, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CONTRACT_VERSION, type Contract } from '../handlers/framework/contract';
import { attachStageValidator } from '../validation';
import { HandlerFunction } from './handler-function';

export interface CustomResourceProps<P, A extends string> {
  readonly contract: Contract<P, A>;
  readonly properties: P;
  /** The number of seconds that CloudFormation waits for the response. */
  readonly serviceTimeout: number;
}

/** A custom resource that a function of its stack handles, created after the permissions that the function needs. */
export class CustomResource<P extends object, A extends string> extends CfnResource {
  constructor(scope: Construct, id: string, { contract, properties, serviceTimeout }: CustomResourceProps<P, A>) {
    attachStageValidator(scope);
    const handler = HandlerFunction.of(scope, contract.handler);
    super(scope, id, {
      type: contract.resourceType,
      properties: {
        ServiceToken: handler.functionArn,
        ServiceTimeout: serviceTimeout,
        [CONTRACT_VERSION]: contract.version,
        ...properties,
      },
    });
    handler.allowType(contract, this);
  }

  /** An attribute of the response, as a token. */
  public attribute(name: A): string {
    return Token.asString(this.getAtt(name));
  }
}
