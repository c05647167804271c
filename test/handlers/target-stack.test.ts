import { TARGET_STACK } from '../../src/handlers/target-stack/contract';
import { CloudFormationResource } from './cloudformation';
import { SyncedStack } from './git-sync';
import { ACCOUNT, Rig, STACK } from './rig';

jest.setTimeout(60_000); // hundreds of requests, on a machine that may be busy

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.start();
});
afterAll(() => rig.stop());
beforeEach(() => rig.reset());

const ROLE = `arn:aws:iam::${ACCOUNT}:role/operations`;
const PROPERTIES = { StackName: 'prod', RoleArn: ROLE };

const newTarget = () => new CloudFormationResource(rig, TARGET_STACK.resourceType);
const stack = () => rig.cloudFormation.get('prod');
const actions = () => rig.calls.map(({ action }) => action);
/** What a Delete is answered, also when it is FAILED, which the resource itself takes for a fault of the test. */
const deletion = async (physicalId: string | undefined) => {
  await newTarget()
    .delete(physicalId, PROPERTIES)
    .catch(() => undefined);
  return JSON.parse(rig.puts.at(-1)?.body ?? '{}');
};

describe('a stack that is not there', () => {
  test('is made empty, with the role, and waited for', async () => {
    const answer = await newTarget().create(PROPERTIES);
    expect(answer).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: stack()?.id,
      Data: { StackName: 'prod', StackId: stack()?.id },
    });
    expect(stack()).toMatchObject({ status: 'CREATE_COMPLETE', roleArn: ROLE });
    expect(rig.seconds).toBeGreaterThanOrEqual(7);
    expect(rig.cloudFormation.changes).toEqual(['CreateStack prod']);
  });

  test('holds nothing that takes a permission or leaves a trace', async () => {
    await newTarget().create(PROPERTIES);
    expect(JSON.parse(stack()?.template ?? '')).toEqual({
      Description: expect.stringContaining('Empty until Git sync updates it'),
      Resources: { Empty: { Type: 'AWS::CloudFormation::WaitConditionHandle' } },
    });
  });

  test('is made without a role where there is none', async () => {
    await newTarget().create({ StackName: 'prod' });
    expect(stack()?.roleArn).toBeUndefined();
    expect(actions()).not.toContain('iam:PassRole');
  });

  test('is made once CloudFormation knows its role, which may be fresh', async () => {
    rig.cloudFormation.rolesKnownAt = Date.parse('2026-11-24T09:00:40Z');
    expect((await newTarget().create(PROPERTIES)).Status).toBe('SUCCESS');
    expect(rig.seconds).toBeGreaterThanOrEqual(40);
  });

  test('is not made with a role that CloudFormation cannot assume for more than a minute', async () => {
    rig.cloudFormation.rolesKnownAt = Number.POSITIVE_INFINITY;
    const answer = await newTarget().create(PROPERTIES);
    expect(answer.Reason).toContain(`Role ${ROLE} is invalid or cannot be assumed (ValidationError)`);
    expect(rig.seconds).toBeGreaterThanOrEqual(60);
    expect(rig.seconds).toBeLessThan(70);
    expect(stack()).toBeUndefined();
  });

  test('is not taken for one of its own when somebody else is faster', async () => {
    const { answer } = rig.cloudFormation;
    rig.cloudFormation.answer = (form) => {
      if (form.Action === 'CreateStack') rig.cloudFormation.add('prod');
      return answer.call(rig.cloudFormation, form);
    };
    const target = newTarget();
    try {
      expect((await target.create(PROPERTIES)).PhysicalResourceId).toBe(`found ${stack()?.id}`);
    } finally {
      rig.cloudFormation.answer = answer;
    }
    await target.delete();
    expect(stack()?.status).toBe('CREATE_COMPLETE');
  });

  test('that was made by another deployment is found by this one', async () => {
    await newTarget().create(PROPERTIES);
    const answer = await newTarget().create(PROPERTIES);
    expect(answer.PhysicalResourceId).toBe(`found ${stack()?.id}`);
    expect(rig.cloudFormation.changes).toEqual(['CreateStack prod']);
  });

  test('is deleted with a deployment whose creation of it fails, and says why', async () => {
    Object.assign(rig.cloudFormation.creation, { status: 'ROLLBACK_COMPLETE', reason: 'the quota of stacks' });
    const answer = await newTarget().create(PROPERTIES);
    expect(answer.Reason).toContain('the stack prod in ROLLBACK_COMPLETE ("the quota of stacks")');
    expect(stack()).toBeUndefined();
    expect(rig.cloudFormation.changes).toEqual(['CreateStack prod', expect.stringMatching(/^DeleteStack arn:/)]);
  });

  test('makes nothing before it is certain that a later run can go on', async () => {
    rig.deny('lambda:InvokeFunction');
    const answer = await newTarget().create(PROPERTIES);
    expect(answer.Reason).toContain('lambda:InvokeFunction');
    expect(rig.cloudFormation.changes).toEqual([]);
  });

  test.each(['DescribeStacks', 'CreateStack'])('fails without the permission %s, and names it', async (operation) => {
    rig.deny(`cloudformation:${operation}`);
    const answer = await newTarget().create(PROPERTIES);
    expect(answer.Reason).toMatch(new RegExp(`^the handler is not allowed to call cloudformation:${operation}:`));
    expect(stack()).toBeUndefined();
  });
});

describe('a stack that is there', () => {
  test.each([
    'CREATE_COMPLETE',
    'UPDATE_COMPLETE',
    'UPDATE_ROLLBACK_COMPLETE',
    'IMPORT_COMPLETE',
    'IMPORT_ROLLBACK_COMPLETE',
  ])('is taken as it is in %s, at once, and is not deleted', async (status) => {
    const { id } = rig.cloudFormation.add('prod', status, { description: 'of somebody else' });
    const target = newTarget();
    const answer = await target.create(PROPERTIES);
    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { StackName: 'prod', StackId: id } });
    expect(rig.seconds).toBe(0);
    await target.delete();
    expect(rig.cloudFormation.changes).toEqual([]);
    expect(stack()?.status).toBe(status);
  });

  test.each(['CREATE', 'UPDATE', 'UPDATE_COMPLETE_CLEANUP', 'UPDATE_ROLLBACK', 'IMPORT', 'ROLLBACK'])(
    'is waited for while %s is in progress',
    async (what) => {
      const next = { at: Date.parse('2026-11-24T09:20:00Z'), status: 'UPDATE_COMPLETE' };
      rig.cloudFormation.add('prod', `${what}_IN_PROGRESS`, { next });
      expect((await newTarget().create(PROPERTIES)).Status).toBe('SUCCESS');
      expect(rig.seconds).toBeGreaterThanOrEqual(1_200);
      expect(rig.runs).toBeGreaterThan(2); // a run of the function has an end
    },
  );

  test('is made anew when its deletion is over, which is waited for', async () => {
    const next = { at: Date.parse('2026-11-24T09:01:00Z'), status: 'DELETE_COMPLETE' };
    rig.cloudFormation.add('prod', 'DELETE_IN_PROGRESS', { next });
    expect((await newTarget().create(PROPERTIES)).PhysicalResourceId).toBe(stack()?.id);
    expect(rig.cloudFormation.changes).toEqual(['CreateStack prod']);
  });

  test('fails when what goes on with it takes an hour, and says what it was', async () => {
    rig.cloudFormation.add('prod', 'UPDATE_IN_PROGRESS', { reason: 'a slow database' });
    const answer = await newTarget().create(PROPERTIES);
    expect(answer.Reason).toBe(
      'the stack prod is still in UPDATE_IN_PROGRESS ("a slow database"); try again when that is over',
    );
    expect(rig.seconds).toBeLessThanOrEqual(3_485);
  });

  test.each([
    ['CREATE_FAILED', 'delete it'],
    ['ROLLBACK_COMPLETE', 'delete it'],
    ['ROLLBACK_FAILED', 'delete it'],
    ['DELETE_FAILED', 'delete it'],
    ['REVIEW_IN_PROGRESS', 'execute its change set or delete it'],
    ['UPDATE_FAILED', 'continue its rollback or repair it'],
    ['UPDATE_ROLLBACK_FAILED', 'continue its rollback or repair it'],
    ['IMPORT_ROLLBACK_FAILED', 'continue its rollback or repair it'],
  ])('is refused in %s, untouched, and says to %s', async (status, remedy) => {
    rig.cloudFormation.add('prod', status, { reason: 'a bucket' });
    const answer = await newTarget().create(PROPERTIES);
    expect(answer.Reason).toBe(
      `Git sync cannot update the stack prod in ${status} ("a bucket"); ${remedy}, then deploy again`,
    );
    expect(rig.seconds).toBe(0);
    expect(rig.cloudFormation.changes).toEqual([]);
    expect(stack()?.status).toBe(status);
  });

  test.each([true, false])('is refused when somebody else keeps it in sync; it is there: %s', async (isThere) => {
    await SyncedStack.create(rig, 'prod');
    if (isThere) rig.cloudFormation.add('prod');
    const answer = await newTarget().create(PROPERTIES);
    expect(answer.Reason).toBe(
      'the stack prod is kept in sync by "prod.yaml on the branch main of my-org/infra" already; delete that sync configuration, or name another stack',
    );
    expect(rig.cloudFormation.changes).toEqual([]);
  });

  test('is the one of the Region that the deployment is in', async () => {
    await newTarget().create(PROPERTIES);
    expect(new Set(rig.calls.map(({ region }) => region))).toEqual(new Set([STACK.split(':')[3]]));
  });
});

describe('an update', () => {
  test('changes nothing, whatever has become of the stack', async () => {
    const target = newTarget();
    await target.create(PROPERTIES);
    const made = stack();
    for (const status of ['UPDATE_ROLLBACK_FAILED', 'DELETE_COMPLETE', 'UPDATE_IN_PROGRESS']) {
      Object.assign(made ?? {}, { status });
      const calls = rig.calls.length;
      const answer = await target.update({ ...PROPERTIES, RoleArn: `${ROLE}-2` });
      expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: made?.id, Data: { StackId: made?.id } });
      expect(rig.calls).toHaveLength(calls);
    }
  });

  test.each([true, false])('to another name is refused, and its rollback succeeds; found: %s', async (isThere) => {
    if (isThere) rig.cloudFormation.add('prod');
    const target = newTarget();
    await target.create(PROPERTIES);
    const answer = await target.update({ ...PROPERTIES, StackName: 'live' }); // with the rollback, which is checked
    expect(answer.Reason).toBe(`it cannot change from ${stack()?.id} to live: give the construct another id`);
  });
});

describe('the deletion', () => {
  const made = async () => {
    const target = newTarget();
    await target.create(PROPERTIES);
    rig.cloudFormation.changes.length = 0;
    return target;
  };

  test('deletes what was made, with all that was synced to it, and waits until it is gone', async () => {
    const target = await made();
    Object.assign(stack() ?? {}, { status: 'UPDATE_COMPLETE', description: 'a database' });
    rig.cloudFormation.deletion.seconds = 1_800;
    const { id } = stack() ?? {};
    const started = rig.seconds;
    await target.delete();
    expect(stack()).toBeUndefined();
    expect(rig.cloudFormation.changes).toEqual([`DeleteStack ${id}`]);
    expect(rig.seconds - started).toBeGreaterThanOrEqual(1_800);
  });

  test('succeeds when the stack is gone already', async () => {
    const target = await made();
    Object.assign(stack() ?? {}, { status: 'DELETE_COMPLETE' });
    await target.delete();
    expect(rig.cloudFormation.changes).toEqual([]);
  });

  test('leaves a stack that somebody has made since under the name', async () => {
    const target = await made();
    Object.assign(stack() ?? {}, { status: 'DELETE_COMPLETE' });
    rig.cloudFormation.add('prod');
    await target.delete();
    expect(stack()?.status).toBe('CREATE_COMPLETE');
  });

  test('waits for an update to end, which keeps a stack from being deleted', async () => {
    const target = await made();
    const next = { at: Date.parse('2026-11-24T09:05:00Z'), status: 'UPDATE_COMPLETE' };
    Object.assign(stack() ?? {}, { status: 'UPDATE_IN_PROGRESS', next });
    await target.delete();
    expect(stack()).toBeUndefined();
  });

  test('fails when the stack is protected, and says so', async () => {
    const { physicalId } = await made();
    Object.assign(stack() ?? {}, { isProtected: true });
    const { Status, Reason } = await deletion(physicalId);
    expect(Status).toBe('FAILED');
    expect(Reason).toContain('cannot be deleted while TerminationProtection is enabled');
  });

  test('fails when the stack cannot be deleted, and says why', async () => {
    const { physicalId } = await made();
    Object.assign(rig.cloudFormation.deletion, { status: 'DELETE_FAILED', reason: 'the bucket is not empty' });
    expect(await deletion(physicalId)).toMatchObject({
      Status: 'FAILED',
      Reason:
        'the stack prod was not deleted: it is in DELETE_FAILED ("the bucket is not empty"); delete that by hand first',
    });
    expect(rig.cloudFormation.changes).toHaveLength(1);
    Object.assign(rig.cloudFormation.deletion, { status: 'DELETE_COMPLETE' }); // somebody has emptied it
    expect(await deletion(physicalId)).toMatchObject({ Status: 'SUCCESS' });
  });

  test('keeps a stack that has a sync configuration, when that does not go as well', async () => {
    const { physicalId } = await made();
    const sync = await SyncedStack.create(rig, 'prod');
    expect(await deletion(physicalId)).toMatchObject({
      Status: 'FAILED',
      Reason:
        'the stack prod was not deleted: it is kept in sync by "prod.yaml on the branch main of my-org/infra"; delete that by hand first',
    });
    expect(stack()?.status).toBe('CREATE_COMPLETE');
    await sync.remove();
    expect(await deletion(physicalId)).toMatchObject({ Status: 'SUCCESS' });
  });

  test('waits for a sync configuration to go that the same deployment deletes', async () => {
    const target = await made();
    const sync = await SyncedStack.create(rig, 'prod');
    rig.after(30, () => void sync.remove());
    await target.delete();
    expect(stack()).toBeUndefined();
  });

  test('does nothing to a resource whose physical id CloudFormation has made up', async () => {
    await newTarget().delete('my-stack-Target-1ABCDEF', PROPERTIES);
    expect(rig.calls).toEqual([]);
  });
});

describe('what happens on the way', () => {
  /** Every request of the life of a stack, in turn, is the one at which the function dies. */
  const deaths = Array.from({ length: 8 }, (_, index) => [index + 1, index % 2 === 0] as const);

  test.each(deaths)(
    'a run that dies at request %i, whose effect is %s, comes to the same end',
    async (diesAt, afterTheEffect) => {
      rig.delivery = { diesAt, afterTheEffect };
      const target = newTarget();
      const answer = await target.create(PROPERTIES);
      expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: stack()?.id });
      rig.delivery = { diesAt, afterTheEffect };
      await target.delete();
      expect(stack()).toBeUndefined();
      expect(rig.cloudFormation.changes.filter((change) => change.startsWith('Create'))).toHaveLength(1);
    },
  );

  test('an answer that is none is asked for again', async () => {
    const answer = rig.cloudFormation.answer.bind(rig.cloudFormation);
    let times = 0;
    rig.cloudFormation.answer = (form) =>
      times++ % 2 === 0 ? { status: 200, body: '<html>a proxy</html>' } : answer(form);
    try {
      expect((await newTarget().create(PROPERTIES)).Status).toBe('SUCCESS');
    } finally {
      rig.cloudFormation.answer = answer;
    }
  });

  test('an answer that CloudFormation is asked too often is waited out', async () => {
    const answer = rig.cloudFormation.answer.bind(rig.cloudFormation);
    const body =
      '<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>';
    let times = 0;
    rig.cloudFormation.answer = (form) => (times++ % 3 < 2 ? { status: 400, body } : answer(form));
    try {
      const target = newTarget();
      expect((await target.create(PROPERTIES)).Status).toBe('SUCCESS');
      await target.delete();
      expect(stack()).toBeUndefined();
    } finally {
      rig.cloudFormation.answer = answer;
    }
  });

  test.each([
    ['StackName', ''],
    ['StackName', 'a'.repeat(101)],
    ['RoleArn', ''],
    ['Other', 'thing'],
  ])('the property %s %j fails and is named', async (name, value) => {
    const answer = await newTarget().create({ ...PROPERTIES, [name]: value });
    expect(answer.Reason).toMatch(new RegExp(`^${name} (must be|is not a property)`));
    expect(rig.calls).toEqual([]);
  });
});
