import { CfnResource, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CONTRACT_VERSION, type Contract } from '../handlers/framework/contract';
import { HandlerFunction } from './handler-function';

export interface CustomResourceProps<P, A extends string> {
  readonly contract: Contract<P, A>;
  readonly properties: P;
  /** How many seconds CloudFormation waits for the response. */
  readonly serviceTimeout: number;
}

/** A custom resource on the function of its stack, created once the function may do what it takes. */
export class CustomResource<P extends object, A extends string> extends CfnResource {
  constructor(scope: Construct, id: string, { contract, properties, serviceTimeout }: CustomResourceProps<P, A>) {
    const handler = HandlerFunction.of(scope);
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

  /** The attribute of a successful response, as a token. */
  public attribute(name: A): string {
    return Token.asString(this.getAtt(name));
  }
}
