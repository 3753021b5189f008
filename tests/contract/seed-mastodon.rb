# People for the contract, on a Mastodon that nobody will miss: an owner with a token, and contract_* in every state.
# Read by seed-mastodon.sh. Columns are written past validations and callbacks, so that no mail is made and no MX looked up.

SCOPES = 'read profile admin:read admin:write'.freeze

def member(name, confirmed: true, approved: true, role: nil, reason: nil)
  known = Account.find_local(name)
  return known if known&.user

  account = Account.new(username: name, display_name: "Contract #{name.delete_prefix('contract_').capitalize}")
  account.save!(validate: false)
  user = User.new(account: account, email: "#{name}@mail.example", password: SecureRandom.hex(16), agreement: true, locale: 'en')
  user.save!(validate: false)
  user.update_columns(
    approved: approved, confirmed_at: confirmed ? Time.now.utc : nil, sign_up_ip: '198.51.100.7', role_id: role&.id
  )
  UserInviteRequest.create!(user: user, text: reason) if reason
  account.reload
end

def stranger(name, domain)
  known = Account.find_remote(name, domain)
  return known if known

  uri = "https://#{domain}/users/#{name}"
  account = Account.new(
    username: name, domain: domain, uri: uri, url: "https://#{domain}/@#{name}", inbox_url: "#{uri}/inbox",
    display_name: name.capitalize, protocol: :activitypub
  )
  account.save!(validate: false)
  account
end

Setting.registrations_mode = 'approved'
owner = member('contractowner', role: UserRole.find_by!(name: 'Owner'))

# Nobody, a second one to be erased, and one in each state.
one = member('contractone')
member('contract_two')
member('contract_limited').silence!
member('contract_sensitive').sensitize!
member('contract_frozen').user.disable!
suspended = member('contract_suspended')
suspended.suspend! unless suspended.suspended?

# The contract lets two in and turns two away. Nobody is mailed who has no confirmed address.
%w(ada ben cleo dan).each_with_index do |name, at|
  member("contract_waiting_#{name}", approved: false, confirmed: at > 1, reason: 'I would like to try this server.')
end

stranger('contract_far', 'far.example')
elsewhere = stranger('contract_reported', 'far.example')

post = one.statuses.first || PostStatusService.new.call(one, text: 'A post for the contract.')
Report.create!(account: owner, target_account: one, comment: 'Open, for the contract.', category: :other, status_ids: [post.id]) unless one.targeted_reports.unresolved.exists?
unless elsewhere.targeted_reports.resolved.exists?
  Report.create!(account: owner, target_account: elsewhere, comment: 'Resolved, for the contract.', category: :spam).resolve!(owner)
end

application = Doorkeeper.config.application_model.create!(
  name: 'Bailiwick contract', redirect_uri: 'urn:ietf:wg:oauth:2.0:oob', scopes: SCOPES
)
token = Doorkeeper.config.access_token_model.create!(
  application: application, resource_owner_id: owner.user.id, scopes: SCOPES, expires_in: nil
)
puts token.token
