// A client that nobody here wrote: @grpc/grpc-js with @grpc/proto-loader, given the contract's files.
// BANDOLIER_TARGET is the server's HOST:PORT, BANDOLIER_PROTO the folder of the contract's files.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const {BANDOLIER_TARGET: target, BANDOLIER_PROTO: folder} = process.env;
const services = ['DecisionService', 'FeedbackService', 'CampaignService'];
const clients = {};

before(() => {
  const files = ['decision', 'feedback', 'campaign'].map((name) => `bandolier/v1/${name}_service.proto`);
  const options = {includeDirs: [folder], keepCase: true, longs: String, enums: String, defaults: true};
  const contract = grpc.loadPackageDefinition(loader.loadSync(files, options)).bandolier.v1;
  for (const name of services) {
    clients[name] = new contract[name](target, grpc.credentials.createInsecure());
  }
});

after(() => Object.values(clients).forEach((client) => client.close()));

/** Calls a unary method, with a deadline. */
function call(service, method, request) {
  const deadline = new Date(Date.now() + 30_000);
  return new Promise((resolve, reject) => {
    clients[service][method](request, {deadline}, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
}

const campaign = {
  name: 'campaigns/foreign',
  slots: [{name: 'subject', default_arm: 'plain', arms: [{id: 'plain', payload: 'Hello'}, {id: 'loud', payload: 'HELLO'}]}],
  schema: {features: [{name: 'device', categorical: {max_values: 4}}]},
  reward_rules: [{outcome: 'open', reward: 1, window: {seconds: 3600}}],
};
const question = {
  campaign: campaign.name,
  decision_id: 'mail-1',
  context: {features: [{name: 'device', category: 'mobile'}]},
  return_pmf: true,
};
const opened = {campaign: campaign.name, decision_id: 'mail-1', name: 'open'};

test('a campaign is made, decides, learns and is looked at', async () => {
  const made = await call('CampaignService', 'CreateCampaign', {campaign});
  assert.equal(made.campaign.revision, '1');

  const decision = await call('DecisionService', 'Decide', question);
  const [arm] = decision.slots[0].arms;
  assert.equal(decision.decision_id, 'mail-1');
  assert.equal(decision.source, 'DECISION_SOURCE_POLICY');
  assert.equal(arm.payload, arm.arm === 'loud' ? 'HELLO' : 'Hello');
  assert.equal(arm.pmf.find((each) => each.arm === arm.arm).probability, arm.propensity);
  assert.deepEqual(await call('DecisionService', 'Decide', question), decision);

  const report = {outcomes: [opened, opened, {...opened, name: 'unheard-of'}]};
  const {acknowledgements} = await call('FeedbackService', 'Report', report);
  assert.deepEqual(
    acknowledgements.map((each) => each.fate),
    ['FATE_ACCEPTED', 'FATE_DUPLICATE', 'FATE_INVALID'],
  );

  const statistics = await call('CampaignService', 'GetStatistics', {campaign: campaign.name});
  const counted = statistics.slots[0].arms.find((each) => each.arm === arm.arm);
  assert.equal(counted.decisions, '1');
  assert.equal(counted.reward_sum, 1);
});

test('a stream answers in the order of its questions', async () => {
  const stream = clients.DecisionService.DecideStream({deadline: new Date(Date.now() + 30_000)});
  const ids = Array.from({length: 100}, (_, i) => `stream-${i}`);
  const answers = [];
  const ended = new Promise((resolve, reject) => stream.on('end', resolve).on('error', reject));
  stream.on('data', (answer) => answers.push(answer.result.response.decision_id));
  ids.forEach((id) => stream.write({request: {...question, decision_id: id}}));
  stream.end();
  await ended;
  assert.deepEqual(answers, ids);
});

test('what is wrong is refused by its field', async () => {
  const wrong = {...question, decision_id: 'mail-2', context: {features: [{name: 'shoe-size', number: 44}]}};
  await assert.rejects(call('DecisionService', 'Decide', wrong), (error) => {
    assert.equal(error.code, grpc.status.INVALID_ARGUMENT);
    assert.ok(error.metadata.get('grpc-status-details-bin').length > 0);
    return true;
  });
});
