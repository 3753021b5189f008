# People for the contract, on a GitLab that nobody will miss: contract_* in every state, and a token of the administrator that the
# image brings. Read by seed-gitlab.sh. States are written past the state machine's callbacks, so that nothing is mailed.

def member(name, state: 'active', confirmed: true, **more)
  known = User.find_by(username: name)
  return known if known

  user = User.new(
    username: name, name: "Contract #{name.delete_prefix('contract_').capitalize}", email: "#{name}@mail.example",
    password: "#{SecureRandom.hex(16)}aA!", **more
  )
  # Newer versions want an organisation before a namespace.
  user.assign_personal_namespace(Organizations::Organization.first) if user.respond_to?(:assign_personal_namespace)
  user.skip_confirmation_notification!
  user.save!(validate: false)
  user.update_columns(state: state, confirmed_at: confirmed ? Time.now.utc : nil)
  user
end

settings = ApplicationSetting.current
settings.update!(require_admin_approval_after_user_signup: true, user_deactivation_emails_enabled: false, admin_mode: true)

# One for every verb, three to be deleted.
%w(one two three four).each { |name| member("contract_#{name}") }

# The contract lets two in and turns two away.
%w(ada ben cleo dan).each_with_index do |name, at|
  member("contract_waiting_#{name}", state: 'blocked_pending_approval', confirmed: at > 1)
end

%w(blocked ldap_blocked deactivated).each { |state| member("contract_#{state}", state: state) }
banned = member('contract_banned', state: 'banned')
Users::BannedUser.find_or_create_by!(user: banned)
member('contract_external', external: true)
shown = member('contract_shown')
shown.update_columns(public_email: shown.email)
shown.custom_attributes.find_or_create_by!(key: 'contract', value: 'yes')
linked = member('contract_linked')
linked.identities.find_or_create_by!(provider: 'ldapmain', extern_uid: 'uid=contract_linked,ou=people,dc=mail,dc=example')

root = User.find_by!(username: 'root')
token = root.personal_access_tokens.create!(name: 'Bailiwick contract', scopes: %w(api admin_mode), expires_at: 30.days.from_now)
puts token.token
