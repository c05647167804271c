import { ACCOUNT } from '../account';
import { type Reply, type Service, type ServiceRequest, xmlError } from './service';

/** A stack, as somebody else sees it. */
export interface Stack {
  readonly id: string;
  readonly name: string;
  status: string;
  reason?: string;
  description?: string;
  roleArn?: string;
  template?: string;
  isProtected?: boolean;
  /** When what goes on with it is over, and how it ends. */
  next?: { readonly at: number; readonly status: string };
}

/** A request, by the parameters of its form. */
type Form = Readonly<Record<string, string>>;

/** As much of CloudFormation as a stack takes that is made, looked at and deleted. Its clock is that of the rig. */
export class CloudFormation implements Service {
  /** What the next creations and deletions come to, and how many seconds they take. */
  readonly creation = { status: 'CREATE_COMPLETE', reason: '', seconds: 7 };
  readonly deletion = { status: 'DELETE_COMPLETE', reason: '', seconds: 7 };
  /** Until when no role is known that is made now. */
  rolesKnownAt = 0;
  /** Every request but those that only look. */
  readonly changes: string[] = [];
  /** Happens before a request; what it returns is the response. */
  intercept: (operation: string) => Reply | undefined = () => undefined;
  private readonly stacks: Stack[] = [];
  private made = 0;

  constructor(private readonly now: () => number) {}

  /** A stack that somebody has made. */
  add(name: string, status = 'CREATE_COMPLETE', more: Partial<Stack> = {}): Stack {
    const id = this.idOf(name);
    const stack = { id, name, status, ...more };
    this.stacks.push(stack);
    return stack;
  }

  /** The stack that has the name, unless it is deleted. */
  get(name: string): Stack | undefined {
    this.catchUp();
    return this.stacks.find((stack) => stack.name === name && stack.status !== 'DELETE_COMPLETE');
  }

  resourceOf({ input: { StackName } }: ServiceRequest): string {
    return StackName.startsWith('arn:') ? StackName : this.idOf(StackName, '*');
  }

  respond({ operation, input }: ServiceRequest): Reply {
    this.catchUp();
    const early = this.intercept(operation);
    if (early) return early;
    if (operation !== 'DescribeStacks') this.changes.push(`${operation} ${input.StackName}`);
    switch (operation) {
      case 'DescribeStacks':
        return this.describe(input);
      case 'CreateStack':
        return this.create(input);
      case 'DeleteStack':
        return this.delete(input);
      default:
        return xmlError(400, 'InvalidAction', `Could not find operation ${operation}`);
    }
  }

  private describe({ StackName }: Form): Reply {
    const stack = StackName.startsWith('arn:') ? this.stacks.find(({ id }) => id === StackName) : this.get(StackName);
    if (!stack) return xmlError(400, 'ValidationError', `Stack with id ${StackName} does not exist`);
    const element = (name: string, value: string | undefined) => (value ? `<${name}>${value}</${name}>` : '');
    const parts = [
      element('StackName', stack.name),
      element('StackId', stack.id),
      element('Description', stack.description),
      element('StackStatus', stack.status),
      element('StackStatusReason', stack.reason),
      '<Outputs><member><OutputKey>Url</OutputKey><Description>of the service</Description></member></Outputs>',
    ];
    return result('DescribeStacks', `<Stacks><member>${parts.join('')}</member></Stacks>`);
  }

  private create({ StackName, TemplateBody, RoleARN }: Form): Reply {
    if (this.get(StackName)) return xmlError(400, 'AlreadyExistsException', `Stack [${StackName}] already exists`);
    if (RoleARN && this.now() < this.rolesKnownAt) {
      return xmlError(400, 'ValidationError', `Role ${RoleARN} is invalid or cannot be assumed`);
    }
    const { Description, Resources } = JSON.parse(TemplateBody);
    if (Object.keys(Resources).length === 0) return xmlError(400, 'ValidationError', 'At least one Resources member');
    const stack = this.add(StackName, 'CREATE_IN_PROGRESS', {
      description: Description,
      roleArn: RoleARN,
      template: TemplateBody,
    });
    this.endAs(stack, this.creation);
    return result('CreateStack', `<StackId>${stack.id}</StackId>`);
  }

  private delete({ StackName }: Form): Reply {
    const stack = this.stacks.find(({ id, name }) => id === StackName || name === StackName);
    if (!stack || stack.status === 'DELETE_COMPLETE') return result('DeleteStack', '');
    if (stack.isProtected) {
      return xmlError(
        400,
        'ValidationError',
        `Stack [${stack.id}] cannot be deleted while TerminationProtection is enabled`,
      );
    }
    if (/^UPDATE.*_IN_PROGRESS$/.test(stack.status)) {
      return xmlError(400, 'ValidationError', `Stack [${stack.id}] cannot be deleted while in status ${stack.status}`);
    }
    stack.status = 'DELETE_IN_PROGRESS';
    this.endAs(stack, this.deletion);
    return result('DeleteStack', '');
  }

  private endAs(stack: Stack, { status, reason, seconds }: CloudFormation['creation']): void {
    stack.reason = reason;
    stack.next = { at: this.now() + seconds * 1_000, status };
  }

  private catchUp(): void {
    for (const stack of this.stacks) {
      if (!stack.next || this.now() < stack.next.at) continue;
      stack.status = stack.next.status;
      stack.next = undefined;
    }
  }

  private idOf(name: string, uuid = `00000000-0000-4000-8000-${String(++this.made).padStart(12, '0')}`): string {
    return `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/${name}/${uuid}`;
  }
}

function result(action: string, inner: string): Reply {
  const body = `<${action}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${action}Result>${inner}</${action}Result></${action}Response>`;
  return { status: 200, body };
}
