import { TARGET_STACK } from '../../../src/handlers/target-stack/contract';
import { SyncedStack } from '../git-sync';
import { ACCOUNT, STACK } from '../rig/account';
import { CloudFormationResource } from '../rig/cloudformation-resource';
import { CustomResourceRig } from '../rig/custom-resource-rig';
import { useRig } from '../rig/rig';
import { xmlError } from '../rig/services/service';

jest.setTimeout(60_000); // hundreds of requests, on a machine that may be busy

const rig = useRig(new CustomResourceRig());

const ROLE = `arn:aws:iam::${ACCOUNT}:role/operations`;
const PROPERTIES = { StackName: 'prod', RoleArn: ROLE };

const newTarget = () => new CloudFormationResource(rig, TARGET_STACK.resourceType);
const stack = () => rig.cloudFormation.get('prod');
const actions = () => rig.calls.map(({ action }) => action);
/** The response to a Delete, also if it is FAILED, which the resource itself takes for a fault of the test. */
const deletion = async (physicalId: string | undefined) => {
  await newTarget()
    .delete(physicalId, PROPERTIES)
    .catch(() => undefined);
  return JSON.parse(rig.puts.at(-1)?.body ?? '{}');
};

describe('a target stack that does not exist', () => {
  test('is created empty, with the role, and awaited', async () => {
    const response = await newTarget().create(PROPERTIES);
    expect(response).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: stack()?.id,
      Data: { StackName: 'prod', StackId: stack()?.id },
    });
    expect(stack()).toMatchObject({ status: 'CREATE_COMPLETE', roleArn: ROLE });
    expect(rig.seconds).toBeGreaterThanOrEqual(7);
    expect(rig.cloudFormation.changes).toEqual(['CreateStack prod']);
  });

  test('has no resource that needs permissions or leaves anything behind', async () => {
    await newTarget().create(PROPERTIES);
    expect(JSON.parse(stack()?.template ?? '')).toEqual({
      Description: expect.stringContaining('Empty until Git sync updates it'),
      Resources: { Empty: { Type: 'AWS::CloudFormation::WaitConditionHandle' } },
    });
  });

  test('is created without a role if none is given', async () => {
    await newTarget().create({ StackName: 'prod' });
    expect(stack()?.roleArn).toBeUndefined();
    expect(actions()).not.toContain('iam:PassRole');
  });

  test('is created when CloudFormation knows its role, which may be new', async () => {
    rig.cloudFormation.rolesKnownAt = Date.parse('2026-11-24T09:00:40Z');
    expect((await newTarget().create(PROPERTIES)).Status).toBe('SUCCESS');
    expect(rig.seconds).toBeGreaterThanOrEqual(40);
  });

  test('fails if CloudFormation cannot assume its role for more than a minute', async () => {
    rig.cloudFormation.rolesKnownAt = Number.POSITIVE_INFINITY;
    const response = await newTarget().create(PROPERTIES);
    expect(response.Reason).toContain(`Role ${ROLE} is invalid or cannot be assumed (ValidationError)`);
    expect(rig.seconds).toBeGreaterThanOrEqual(60);
    expect(rig.seconds).toBeLessThan(70);
    expect(stack()).toBeUndefined();
  });

  test('is not owned if another caller has created it first', async () => {
    rig.cloudFormation.intercept = (operation) => {
      if (operation === 'CreateStack') rig.cloudFormation.add('prod');
      return undefined;
    };
    const target = newTarget();
    expect((await target.create(PROPERTIES)).PhysicalResourceId).toBe(`found ${stack()?.id}`);
    await target.delete();
    expect(stack()?.status).toBe('CREATE_COMPLETE');
  });

  test('is found if another deployment has created it', async () => {
    await newTarget().create(PROPERTIES);
    const response = await newTarget().create(PROPERTIES);
    expect(response.PhysicalResourceId).toBe(`found ${stack()?.id}`);
    expect(rig.cloudFormation.changes).toEqual(['CreateStack prod']);
  });

  test('is deleted if its creation fails, and the message has the reason', async () => {
    Object.assign(rig.cloudFormation.creation, { status: 'ROLLBACK_COMPLETE', reason: 'the quota of stacks' });
    const response = await newTarget().create(PROPERTIES);
    expect(response.Reason).toContain('the stack prod is in ROLLBACK_COMPLETE ("the quota of stacks")');
    expect(stack()).toBeUndefined();
    expect(rig.cloudFormation.changes).toEqual(['CreateStack prod', expect.stringMatching(/^DeleteStack arn:/)]);
  });

  test('is not created before it is certain that a later run can continue', async () => {
    rig.deny('lambda:InvokeFunction');
    const response = await newTarget().create(PROPERTIES);
    expect(response.Reason).toContain('lambda:InvokeFunction');
    expect(rig.cloudFormation.changes).toEqual([]);
  });

  test.each(['DescribeStacks', 'CreateStack'])('fails without the permission %s, and names it', async (operation) => {
    rig.deny(`cloudformation:${operation}`);
    const response = await newTarget().create(PROPERTIES);
    expect(response.Reason).toMatch(new RegExp(`^the handler is not allowed to call cloudformation:${operation}:`));
    expect(stack()).toBeUndefined();
  });
});

describe('a target stack that exists', () => {
  test.each([
    'CREATE_COMPLETE',
    'UPDATE_COMPLETE',
    'UPDATE_ROLLBACK_COMPLETE',
    'IMPORT_COMPLETE',
    'IMPORT_ROLLBACK_COMPLETE',
  ])('is used unchanged in %s, at once, and not deleted', async (status) => {
    const { id } = rig.cloudFormation.add('prod', status, { description: 'of somebody else' });
    const target = newTarget();
    const response = await target.create(PROPERTIES);
    expect(response).toMatchObject({ Status: 'SUCCESS', Data: { StackName: 'prod', StackId: id } });
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

  test('is recreated after a deletion in progress', async () => {
    const next = { at: Date.parse('2026-11-24T09:01:00Z'), status: 'DELETE_COMPLETE' };
    rig.cloudFormation.add('prod', 'DELETE_IN_PROGRESS', { next });
    expect((await newTarget().create(PROPERTIES)).PhysicalResourceId).toBe(stack()?.id);
    expect(rig.cloudFormation.changes).toEqual(['CreateStack prod']);
  });

  test('fails if an operation on it takes an hour, and names it', async () => {
    rig.cloudFormation.add('prod', 'UPDATE_IN_PROGRESS', { reason: 'a slow database' });
    const response = await newTarget().create(PROPERTIES);
    expect(response.Reason).toMatch(/^the stack prod is still in UPDATE_IN_PROGRESS \("a slow database"\)/);
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
  ])('is refused unchanged in %s, with the advice to %s', async (status, remedy) => {
    rig.cloudFormation.add('prod', status, { reason: 'a bucket' });
    const response = await newTarget().create(PROPERTIES);
    expect(response.Reason).toMatch(new RegExp(`^the stack prod is in ${status} \\("a bucket"\\), .*; ${remedy}`));
    expect(rig.seconds).toBe(0);
    expect(rig.cloudFormation.changes).toEqual([]);
    expect(stack()?.status).toBe(status);
  });

  test.each([true, false])('is refused if it has another sync configuration; it exists: %s', async (isThere) => {
    await SyncedStack.create(rig, 'prod');
    if (isThere) rig.cloudFormation.add('prod');
    const response = await newTarget().create(PROPERTIES);
    expect(response.Reason).toContain(
      'the stack prod is already kept in sync by "prod.yaml on the branch main of my-org/infra"',
    );
    expect(rig.cloudFormation.changes).toEqual([]);
  });

  test('is in the Region of the deployment', async () => {
    await newTarget().create(PROPERTIES);
    expect(new Set(rig.calls.map(({ region }) => region))).toEqual(new Set([STACK.split(':')[3]]));
  });
});

describe('an update of a target stack', () => {
  test('changes nothing, in any status of the stack', async () => {
    const target = newTarget();
    await target.create(PROPERTIES);
    const made = stack();
    for (const status of ['UPDATE_ROLLBACK_FAILED', 'DELETE_COMPLETE', 'UPDATE_IN_PROGRESS']) {
      Object.assign(made ?? {}, { status });
      const calls = rig.calls.length;
      const response = await target.update({ ...PROPERTIES, RoleArn: `${ROLE}-2` });
      expect(response).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: made?.id, Data: { StackId: made?.id } });
      expect(rig.calls).toHaveLength(calls);
    }
  });

  test.each([true, false])(
    'to another name is refused, and its rollback succeeds; the stack existed: %s',
    async (isThere) => {
      if (isThere) rig.cloudFormation.add('prod');
      const target = newTarget();
      await target.create(PROPERTIES);
      const response = await target.update({ ...PROPERTIES, StackName: 'live' }); // with the rollback, which is checked
      expect(response.Reason).toContain(`the stack cannot change from ${stack()?.id} to live`);
    },
  );
});

describe('a target stack that somebody has deleted', () => {
  /** A stack of this resource, or one that it has found, with a sync configuration, which is deleted by hand. */
  const deleted = async (isOwn: boolean) => {
    if (!isOwn) rig.cloudFormation.add('prod');
    const target = newTarget();
    await target.create(PROPERTIES);
    const { id } = stack() ?? { id: '' };
    await SyncedStack.create(rig, 'prod');
    Object.assign(stack() ?? {}, { status: 'DELETE_COMPLETE' });
    rig.cloudFormation.changes.length = 0;
    return { target, again: { ...PROPERTIES, DeletedStackId: id } };
  };

  test.each([true, false])(
    'is created again, empty, with its role, and never deleted; it was made here: %s',
    async (isOwn) => {
      const { target, again } = await deleted(isOwn);
      const response = await target.update(again);
      expect(response).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: `found ${stack()?.id}` });
      expect(response.Data).toEqual({ StackName: 'prod', StackId: stack()?.id });
      expect(stack()).toMatchObject({ status: 'CREATE_COMPLETE', roleArn: ROLE });
      expect(rig.cloudFormation.changes).toEqual(['CreateStack prod']);
      await target.update({ ...again, RoleArn: `${ROLE}-2` });
      await target.update(PROPERTIES);
      await target.delete();
      expect(rig.cloudFormation.changes).toEqual(['CreateStack prod']);
    },
  );

  test('is created again when its deletion, which is in progress, has ended', async () => {
    const { target, again } = await deleted(true);
    const next = { at: rig.now() + 300_000, status: 'DELETE_COMPLETE' };
    rig.cloudFormation.add('prod', 'DELETE_IN_PROGRESS', { id: again.DeletedStackId, next });
    expect((await target.update(again)).Status).toBe('SUCCESS');
    expect(rig.cloudFormation.changes).toEqual(['CreateStack prod']);
  });

  test('is found if somebody has created it again', async () => {
    const { target, again } = await deleted(true);
    const { id } = rig.cloudFormation.add('prod');
    expect((await target.update(again)).PhysicalResourceId).toBe(`found ${id}`);
    await target.delete();
    expect(rig.cloudFormation.changes).toEqual([]);
  });

  test('is left alone by a deployment that does not name it, or another one', async () => {
    const { target, again } = await deleted(true);
    const calls = rig.calls.length;
    await target.update({ ...PROPERTIES, RoleArn: `${ROLE}-2` });
    await target.update({ ...PROPERTIES, DeletedStackId: `${again.DeletedStackId}0` });
    expect(rig.calls).toHaveLength(calls);
  });

  test('stays as it is in a rollback, which neither acts nor waits, also if CloudFormation sends none', async () => {
    const { target, again } = await deleted(true);
    await target.updateInVain(again);
    const made = stack()?.id;
    const [seconds, calls] = [rig.seconds, rig.calls.length];
    await target.update(PROPERTIES);
    expect([rig.seconds, rig.calls.length]).toEqual([seconds, calls]);
    expect(stack()?.id).toBe(made);

    const second = await deletedAgain(target, again);
    await target.updateAndForget(second);
    expect(rig.cloudFormation.changes).toEqual(['CreateStack prod', 'CreateStack prod']);
    expect((await target.update(second)).Data?.StackId).toBe(stack()?.id);
    expect(rig.cloudFormation.changes).toHaveLength(2);
  });

  const deletedAgain = async (target: CloudFormationResource, again: typeof PROPERTIES) => {
    const DeletedStackId = stack()?.id ?? '';
    expect(target.physicalId).toBe(`found ${DeletedStackId}`);
    Object.assign(stack() ?? {}, { status: 'DELETE_COMPLETE' });
    return { ...again, DeletedStackId };
  };

  test('fails if it was not deleted, and so does nothing in a later rollback', async () => {
    const { target, again } = await deleted(true);
    const { id } = rig.cloudFormation.add('prod', 'CREATE_COMPLETE', { id: again.DeletedStackId });
    const response = await target.update(again);
    expect(response.Reason).toBe(`the stack prod still exists as ${id}; remove 'deletedStackId'`);
    expect(rig.cloudFormation.changes).toEqual([]);
  });

  test('fails in a status in which Git sync cannot update it, and the rollback succeeds', async () => {
    const { target, again } = await deleted(true);
    rig.cloudFormation.add('prod', 'ROLLBACK_COMPLETE');
    expect((await target.update(again)).Reason).toContain(
      'in ROLLBACK_COMPLETE, so Git sync cannot update it; delete it',
    );
  });

  test.each([1, 2, 3, 4, 5, 6].flatMap((diesAt) => [true, false].map((after) => [diesAt, after] as const)))(
    'is created once if a run dies at request %i, after its effect: %s',
    async (diesAt, afterTheEffect) => {
      const { target, again } = await deleted(true);
      rig.delivery = { diesAt, afterTheEffect };
      expect((await target.change(again)).PhysicalResourceId).toBe(`found ${stack()?.id}`);
      expect(rig.cloudFormation.changes).toEqual(['CreateStack prod']);
    },
  );
});

describe('the deletion of a target stack', () => {
  const made = async () => {
    const target = newTarget();
    await target.create(PROPERTIES);
    rig.cloudFormation.changes.length = 0;
    return target;
  };

  test('deletes a created stack with all its resources, and waits until it is deleted', async () => {
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

  test('succeeds if the stack is already deleted', async () => {
    const target = await made();
    Object.assign(stack() ?? {}, { status: 'DELETE_COMPLETE' });
    await target.delete();
    expect(rig.cloudFormation.changes).toEqual([]);
  });

  test('retains a stack that was created later under the same name', async () => {
    const target = await made();
    Object.assign(stack() ?? {}, { status: 'DELETE_COMPLETE' });
    rig.cloudFormation.add('prod');
    await target.delete();
    expect(stack()?.status).toBe('CREATE_COMPLETE');
  });

  test('waits for the end of an update, during which a stack cannot be deleted', async () => {
    const target = await made();
    const next = { at: Date.parse('2026-11-24T09:05:00Z'), status: 'UPDATE_COMPLETE' };
    Object.assign(stack() ?? {}, { status: 'UPDATE_IN_PROGRESS', next });
    await target.delete();
    expect(stack()).toBeUndefined();
  });

  test('fails with termination protection, and names it', async () => {
    const { physicalId } = await made();
    Object.assign(stack() ?? {}, { isProtected: true });
    const { Status, Reason } = await deletion(physicalId);
    expect(Status).toBe('FAILED');
    expect(Reason).toContain('cannot be deleted while TerminationProtection is enabled');
  });

  test('fails if the stack cannot be deleted, with the reason', async () => {
    const { physicalId } = await made();
    Object.assign(rig.cloudFormation.deletion, { status: 'DELETE_FAILED', reason: 'the bucket is not empty' });
    expect(await deletion(physicalId)).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('because it is in DELETE_FAILED ("the bucket is not empty")'),
    });
    expect(rig.cloudFormation.changes).toHaveLength(1);
    Object.assign(rig.cloudFormation.deletion, { status: 'DELETE_COMPLETE' }); // somebody has emptied it
    expect(await deletion(physicalId)).toMatchObject({ Status: 'SUCCESS' });
  });

  test('fails if the stack keeps its sync configuration', async () => {
    const { physicalId } = await made();
    const sync = await SyncedStack.create(rig, 'prod');
    expect(await deletion(physicalId)).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('kept in sync by "prod.yaml on the branch main of my-org/infra"'),
    });
    expect(stack()?.status).toBe('CREATE_COMPLETE');
    await sync.remove();
    expect(await deletion(physicalId)).toMatchObject({ Status: 'SUCCESS' });
  });

  test('waits for a sync configuration that the same deployment deletes', async () => {
    const target = await made();
    const sync = await SyncedStack.create(rig, 'prod');
    rig.after(30, () => void sync.remove());
    await target.delete();
    expect(stack()).toBeUndefined();
  });

  test('does nothing for a physical id that CloudFormation has generated', async () => {
    await newTarget().delete('my-stack-Target-1ABCDEF', PROPERTIES);
    expect(rig.calls).toEqual([]);
  });
});

describe('a target stack with faults', () => {
  /** Every request of the life of a stack, in turn, is the one at which the function dies. */
  const deaths = Array.from({ length: 8 }, (_, index) => [index + 1, index % 2 === 0] as const);

  test.each(deaths)(
    'has the same result if a run dies at request %i, after its effect: %s',
    async (diesAt, afterTheEffect) => {
      rig.delivery = { diesAt, afterTheEffect };
      const target = newTarget();
      const response = await target.create(PROPERTIES);
      expect(response).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: stack()?.id });
      rig.delivery = { diesAt, afterTheEffect };
      await target.delete();
      expect(stack()).toBeUndefined();
      expect(rig.cloudFormation.changes.filter((change) => change.startsWith('Create'))).toHaveLength(1);
    },
  );

  test('retries after a response that is not valid', async () => {
    let times = 0;
    rig.cloudFormation.intercept = () =>
      times++ % 2 === 0 ? { status: 200, body: '<html>a proxy</html>' } : undefined;
    expect((await newTarget().create(PROPERTIES)).Status).toBe('SUCCESS');
  });

  test('retries after throttling', async () => {
    let times = 0;
    rig.cloudFormation.intercept = () => (times++ % 3 < 2 ? xmlError(400, 'Throttling', 'Rate exceeded') : undefined);
    const target = newTarget();
    expect((await target.create(PROPERTIES)).Status).toBe('SUCCESS');
    await target.delete();
    expect(stack()).toBeUndefined();
  });

  test.each([
    ['StackName', ''],
    ['StackName', 'a'.repeat(101)],
    ['RoleArn', ''],
    ['Other', 'thing'],
  ])('fails with %s %j, and names the property', async (name, value) => {
    const response = await newTarget().create({ ...PROPERTIES, [name]: value });
    expect(response.Reason).toMatch(new RegExp(`^${name} (must be|is not a property)`));
    expect(rig.calls).toEqual([]);
  });
});
