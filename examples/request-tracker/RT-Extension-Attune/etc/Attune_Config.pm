# The defaults. Change them in RT_SiteConfig.pm.

=head1 Attune

=over 4

=item C<$AttuneLibrary>

Path of F<attune.so>.

=cut

Set($AttuneLibrary, '/usr/local/lib/attune/attune.so');

=item C<$AttuneManifest>

Path of F<plugin.manifest>. RT's user must be able to read it and to write to
the folder of its store.

=cut

Set($AttuneManifest, '/etc/attune/plugin.manifest');

=item C<@AttuneQueues>

Names of the queues it is for. Empty: all.

=cut

Set(@AttuneQueues, ());

=item C<$AttuneAgents>

Name of the group whose members are agents. Empty: every privileged user. Who
asked for a ticket is not its agent.

=cut

Set($AttuneAgents, '');

=item C<@AttuneSpeakForCustomers>

Names of users whose messages are the customer's words although they are
agents', such as the user of a web form.

=cut

Set(@AttuneSpeakForCustomers, ());

=item C<%AttuneRoles>

Roles of agents, as the manifest's offers name them, by group:
C<'Senior agents' =E<gt> 'senior'>.

=cut

Set(%AttuneRoles, ());

=item C<$AttuneDrafts>

0: drafts are not reviewed while they are written.

=cut

Set($AttuneDrafts, 1);

=item C<@AttuneSecrets>

Keys that webhooks are signed with: C<'file:PATH'> (from the manifest's
folder), C<'env:NAME'> or C<'whsec_…'>. Empty: those of the manifest's webhooks
whose URL ends with F</attune/webhook>.

=back

=cut

Set(@AttuneSecrets, ());

1;
