import { ACCOUNT } from './rig';

/** A stack, as somebody else sees it. */
export interface FakeStack {
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

export interface FakeAnswer {
  readonly status: number;
  readonly body: string;
}

/** As much of CloudFormation as a stack takes that is made, looked at and deleted. Its clock is that of the rig. */
export class FakeCloudFormation {
  /** What the next creations and deletions come to, and how many seconds they take. */
  readonly creation = { status: 'CREATE_COMPLETE', reason: '', seconds: 7 };
  readonly deletion = { status: 'DELETE_COMPLETE', reason: '', seconds: 7 };
  /** Until when no role is known that is made now. */
  rolesKnownAt = 0;
  /** Every request but those that only look. */
  readonly changes: string[] = [];
  private readonly stacks: FakeStack[] = [];
  private made = 0;

  constructor(private readonly now: () => number) {}

  /** A stack that somebody has made. */
  add(name: string, status = 'CREATE_COMPLETE', more: Partial<FakeStack> = {}): FakeStack {
    const id = this.idOf(name);
    const stack = { id, name, status, ...more };
    this.stacks.push(stack);
    return stack;
  }

  /** The stack that has the name, unless it is deleted. */
  get(name: string): FakeStack | undefined {
    this.catchUp();
    return this.stacks.find((stack) => stack.name === name && stack.status !== 'DELETE_COMPLETE');
  }

  reset(): void {
    this.stacks.length = 0;
    this.changes.length = 0;
    this.rolesKnownAt = 0;
    Object.assign(this.creation, { status: 'CREATE_COMPLETE', reason: '', seconds: 7 });
    Object.assign(this.deletion, { status: 'DELETE_COMPLETE', reason: '', seconds: 7 });
  }

  /** What IAM is asked about. */
  resourceOf({ StackName = '' }: Form): string {
    return StackName.startsWith('arn:') ? StackName : this.idOf(StackName, '*');
  }

  answer(form: Form): FakeAnswer {
    this.catchUp();
    const { Action, StackName } = form;
    if (Action !== 'DescribeStacks') this.changes.push(`${Action} ${StackName}`);
    switch (Action) {
      case 'DescribeStacks':
        return this.describe(form);
      case 'CreateStack':
        return this.create(form);
      case 'DeleteStack':
        return this.delete(form);
      default:
        return refusal('InvalidAction', `Could not find operation ${Action}`);
    }
  }

  private describe({ StackName }: Form): FakeAnswer {
    const stack = StackName.startsWith('arn:') ? this.stacks.find(({ id }) => id === StackName) : this.get(StackName);
    if (!stack) return refusal('ValidationError', `Stack with id ${StackName} does not exist`);
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

  private create({ StackName, TemplateBody, RoleARN }: Form): FakeAnswer {
    if (this.get(StackName)) return refusal('AlreadyExistsException', `Stack [${StackName}] already exists`);
    if (RoleARN && this.now() < this.rolesKnownAt) {
      return refusal('ValidationError', `Role ${RoleARN} is invalid or cannot be assumed`);
    }
    const { Description, Resources } = JSON.parse(TemplateBody);
    if (Object.keys(Resources).length === 0) return refusal('ValidationError', 'At least one Resources member');
    const stack = this.add(StackName, 'CREATE_IN_PROGRESS', {
      description: Description,
      roleArn: RoleARN,
      template: TemplateBody,
    });
    this.endAs(stack, this.creation);
    return result('CreateStack', `<StackId>${stack.id}</StackId>`);
  }

  private delete({ StackName }: Form): FakeAnswer {
    const stack = this.stacks.find(({ id, name }) => id === StackName || name === StackName);
    if (!stack || stack.status === 'DELETE_COMPLETE') return result('DeleteStack', '');
    if (stack.isProtected) {
      return refusal('ValidationError', `Stack [${stack.id}] cannot be deleted while TerminationProtection is enabled`);
    }
    if (/^UPDATE.*_IN_PROGRESS$/.test(stack.status)) {
      return refusal('ValidationError', `Stack [${stack.id}] cannot be deleted while in status ${stack.status}`);
    }
    stack.status = 'DELETE_IN_PROGRESS';
    this.endAs(stack, this.deletion);
    return result('DeleteStack', '');
  }

  private endAs(stack: FakeStack, { status, reason, seconds }: FakeCloudFormation['creation']): void {
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

function result(action: string, inner: string): FakeAnswer {
  const body = `<${action}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${action}Result>${inner}</${action}Result></${action}Response>`;
  return { status: 200, body };
}

function refusal(code: string, message: string): FakeAnswer {
  const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
  return { status: 400, body };
}
